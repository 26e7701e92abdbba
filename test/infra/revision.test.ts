import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { revisionOf } from '../../infra/revision.ts';
import { readStageConfig, type StageConfig } from '../../infra/stage-config.ts';

const example = readStageConfig('example');

/** The revision of a stack with functions of this code. */
const revision = (codes: Record<string, string>, config: StageConfig = example): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-revision-'));
  try {
    const stack = new Stack(new App({ outdir: join(folder, 'out') }), 'Stack');
    const functions = Object.entries(codes).map(([functionName, code]) => {
      const source = mkdtempSync(join(folder, 'code-'));
      writeFileSync(join(source, 'index.mjs'), code);
      return new LambdaFunction(stack, functionName, {
        functionName,
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromAsset(source),
      });
    });
    return revisionOf(config, functions);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const codes = { one: 'export const handler = 1;', two: 'export const handler = 2;' };

it('is the same for the same code and settings, in whatever order', () => {
  const { stage, ...rest } = example;
  expect(revision({ two: codes.two, one: codes.one }, { ...rest, stage })).toBe(revision(codes));
});

it('is another when any setting or any code is', () => {
  const revisions = [
    revision(codes),
    revision({ ...codes, two: 'export const handler = 3;' }),
    revision({ one: codes.two, two: codes.one }),
    revision(codes, { ...example, streamTokenTtlSeconds: 61 }),
    revision(codes, { ...example, throttling: { ...example.throttling, burst: 101 } }),
  ];
  expect(new Set(revisions).size).toBe(revisions.length);
});
