import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from '../platform/build-cache.ts';
import { runTool } from '../platform/run-tool.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const CDK = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');
/** What a synthesized template and its bundles are made of, from the project's root. */
const SOURCES = ['infra', 'functions', 'shared', 'cdk.json', 'tsconfig.json', 'package-lock.json'];

export type Synthesis = { assemblyDir: string; fromCache: boolean };

/**
 * Runs `cdk synth -c stage=<stage>` into `.build/cdk/<stage>/<hash of the sources>`, unless that is there already.
 * Rejects with the tool's output when synth fails. Reads no AWS configuration and calls no account.
 */
export const synthesize = async (options: {
  stage: string;
  onLine?: (line: string) => void;
}): Promise<Synthesis> => {
  const { stage, onLine } = options;
  const { dir, fromCache } = await buildOnce({
    folder: join(ROOT, '.build/cdk', stage),
    root: ROOT,
    sources: SOURCES,
    salt: stage,
    make: (outDir) =>
      runTool({
        name: 'cdk synth',
        args: [CDK, 'synth', '--quiet', '-c', `stage=${stage}`, '-o', outDir],
        cwd: ROOT,
        env: synthEnvironment(),
        onLine,
      }),
  });
  return { assemblyDir: dir, fromCache };
};

/** Ours without anything that could lead to a real account; this Node first, since `cdk.json` says just `node`. */
const synthEnvironment = (): NodeJS.ProcessEnv => {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS',
  );
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
};
