import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { assemble } from '../../infra/assemble.ts';
import { MessagingStack } from '../../infra/messaging-stack.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';
import { cdkContext } from './cdk-context.ts';

const inApp = <Result>(use: (app: App) => Result): Result => {
  const outdir = mkdtempSync(join(tmpdir(), 'sealed-stream-infra-'));
  try {
    return use(new App({ outdir, context: cdkContext }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

type Use<Result> = (stack: MessagingStack, app: App) => Result;

/** Assembles the example stage, with changes if need be, without bundles, in an app that writes to a folder of its own, and runs `use` on its stack. */
export const withStack = <Result>(use: Use<Result>, changes: Partial<StageConfig> = {}): Result =>
  inApp((app) => use(assemble(app, { ...readStageConfig('example'), ...changes }), app));

/** The same stack with no finding acknowledged and nothing that looks for any. */
export const withBareStack = <Result>(use: Use<Result>, changes: Partial<StageConfig> = {}): Result =>
  inApp((app) =>
    use(new MessagingStack(app, 'SealedStream-example', { ...readStageConfig('example'), ...changes }), app),
  );
