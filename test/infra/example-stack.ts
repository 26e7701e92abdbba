import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { assemble } from '../../infra/assemble.ts';
import type { MessagingStack } from '../../infra/messaging-stack.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';

/** Assembles the example stage, with changes if need be, without bundles, in an app that writes to a folder of its own, and runs `use` on its stack. */
export const withStack = <Result>(
  use: (stack: MessagingStack, app: App) => Result,
  changes: Partial<StageConfig> = {},
): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'sealed-stream-infra-'));
  try {
    const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
    return use(assemble(app, { ...readStageConfig('example'), ...changes }), app);
  } finally {
    rmSync(outdir, { recursive: true });
  }
};
