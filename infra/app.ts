import { App } from 'aws-cdk-lib';
import { assemble } from './assemble.ts';
import { readStageConfig } from './stage-config.ts';

const app = new App();
try {
  const stage = String(app.node.tryGetContext('stage') ?? '');
  // `-c stages=<folder>` reads a stage that is kept outside this project.
  const folder: string | undefined = app.node.tryGetContext('stages');
  assemble(app, readStageConfig(stage, folder));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
