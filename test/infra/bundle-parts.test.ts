import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { bundling } from '../../infra/bundles.ts';
import { type DeployedFunction, deployedFunctions } from '../../infra/deployed-functions.ts';

const OF_AWS = /^@(?:aws-sdk|smithy)\//;
const STREAM_CLIENT = 'shared/adapters/stream-server.ts';
/** Those that no call of Stream's API can come from: people wait for them without it. */
const WITHOUT_STREAM: readonly DeployedFunction[] = [
  ...([
    'token',
    'signup',
    'me',
    'undo-erasure',
    'export-me',
    'challenge',
    'claim-identity',
    'enroll',
  ] as const),
  ...(['author-key', 'unblock-peer', 'blocks', 'report', 'stream-webhook'] as const),
];

const { metafile } = buildSync({
  ...bundling,
  entryPoints: deployedFunctions.map((name) => ({ in: `functions/${name}/index.ts`, out: name })),
  outdir: 'bundle-parts',
  metafile: true,
  write: false,
});

/** The files that anything of is left of in the bundle. */
const filesIn = (name: DeployedFunction): string[] =>
  Object.entries(metafile.outputs[`bundle-parts/${name}.mjs`]?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);

const packageOf = (file: string): string[] => {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return name ? [name] : [];
};
const packagesIn = (name: DeployedFunction): string[] =>
  [...new Set(filesIn(name).flatMap(packageOf))].sort();

describe('what a function loads when it starts', () => {
  it.each(deployedFunctions)('is zod/mini and its English words, in %s', (name) => {
    const ofZod = filesIn(name).filter((file) => packageOf(file)[0] === 'zod');
    expect(ofZod.filter((file) => /zod\/v4\/(?:mini|core)\//.test(file))).not.toEqual([]);
    expect(ofZod.filter((file) => !/zod\/v4\/(?:mini\/|core\/|locales\/en\.js)/.test(file))).toEqual([]);
  });

  it('is next to nothing for the hook', () => {
    expect(packagesIn('stream-webhook')).toEqual(['@middy/core', 'aws4', 'zod']);
  });

  it('is next to nothing for a token', () => {
    expect(packagesIn('token')).toEqual(['@aws-sdk/util-dynamodb', '@middy/core', 'aws4', 'jose', 'zod']);
  });

  it.each(deployedFunctions)('has our client of Stream where Stream is called, in %s', (name) => {
    expect(filesIn(name).includes(STREAM_CLIENT)).toBe(!WITHOUT_STREAM.includes(name));
  });

  it.each(deployedFunctions)('is nothing of the vendor’s client of Stream, in %s', (name) => {
    expect(packagesIn(name).filter((part) => /^stream-|^axios$/.test(part))).toEqual([]);
  });

  it.each(deployedFunctions)(
    'is nothing of the AWS SDK but what makes values of DynamoDB of ours, in %s',
    (name) => {
      expect(
        packagesIn(name).filter((part) => OF_AWS.test(part) && part !== '@aws-sdk/util-dynamodb'),
      ).toEqual([]);
    },
  );
});
