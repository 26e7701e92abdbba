import { synthesize } from '../local/synth/synthesize.ts';
import { templates } from './infra/template.ts';

/** Makes the templates and bundles once, before test files in several workers ask for them at the same time. */
// biome-ignore lint/style/noDefaultExport: jest calls the default export.
export default async (): Promise<void> => {
  await synthesize({ stage: 'local' });
  await templates();
};
