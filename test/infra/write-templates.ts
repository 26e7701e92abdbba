import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { assemble } from '../../infra/assemble.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';
import { cdkContext } from './cdk-context.ts';
import { changedSettings } from './changed-settings.ts';
import { watchedSettings } from './watched-settings.ts';
import { watchedTemplate } from './watched-stack.ts';

/*
 * Writes the example stage's template, and that of a stage which differs from it, into `<folder>/example` and `/changed`; beside
 * them those of nothing but what watches a stage.
 */

const write = (outdir: string, changes: Partial<StageConfig>): void => {
  const app = new App({ outdir, context: cdkContext });
  assemble(app, { ...readStageConfig('example'), ...changes });
  app.synth();
};

const folder = process.argv[2] ?? '';
write(join(folder, 'example'), {});
write(join(folder, 'changed'), changedSettings);
for (const whose of ['account', 'stage'] as const) {
  const budget = { ...watchedSettings.budget, of: whose };
  const template = watchedTemplate({ ...watchedSettings, budget });
  writeFileSync(join(folder, `watched-${whose}.json`), JSON.stringify(template));
}
