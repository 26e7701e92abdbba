import { synthesize } from '../local/synth/synthesize.ts';
import { buildWeb } from '../local/web/build-web.ts';
import { isBrowserPackaged, unpackBrowser } from './browser/browser-package.ts';
import { templates } from './infra/template.ts';

/** What jest tells of the run: the paths that were asked for. */
type Run = { testPathPatterns: { patterns: string[] } };

/** Makes templates and bundles and unpacks the browser once, before test files in several workers ask for them at the same time; the web app where all are run. */
// biome-ignore lint/style/noDefaultExport: jest calls the default export.
export default async ({ testPathPatterns }: Run): Promise<void> => {
  const isEverything = testPathPatterns.patterns.length === 0;
  await Promise.all([
    synthesize({ stage: 'local' }),
    templates(),
    isEverything && buildWeb(),
    isBrowserPackaged && unpackBrowser(),
  ]);
};
