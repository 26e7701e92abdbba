import { App } from 'aws-cdk-lib';
import { assemble } from './assemble.ts';
import { readStageConfig } from './stage-config.ts';

const app = new App();
try {
  assemble(app, readStageConfig(String(app.node.tryGetContext('stage') ?? '')));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
