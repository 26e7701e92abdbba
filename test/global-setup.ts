import { synthesize } from '../local/synth/synthesize.ts';

/** Makes the template and bundles once, before test files in several workers ask for them at the same time. */
// biome-ignore lint/style/noDefaultExport: jest calls the default export.
export default async (): Promise<void> => {
  await synthesize({ stage: 'local' });
};
