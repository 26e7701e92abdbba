import { readFileSync } from 'node:fs';
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

/**
 * The stage of `npm start`, which nobody deploys. The CDK's check of a template against CloudFormation's rules takes half the time of a synthesis;
 * the stages that are deployed have the same constructs and go through it.
 */
const LOCAL = 'local';

export type SynthesizeOptions = {
  stage: string;
  /** Where the stage's file is, if not in `infra/stages`. */
  stagesFolder?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
};

export type Synthesis = { assemblyDir: string; fromCache: boolean };

/**
 * Runs `cdk synth -c stage=<stage>` into `.build/cdk/<stage>/<hash of the sources>`, unless that is there already.
 * Rejects with the tool's output when synth fails. Reads no AWS configuration and calls no account.
 */
export const synthesize = async (options: SynthesizeOptions): Promise<Synthesis> => {
  const { stage, stagesFolder } = options;
  const { dir, fromCache } = await buildOnce({
    folder: join(ROOT, '.build/cdk', stage),
    root: ROOT,
    sources: SOURCES,
    salt: stage + (stagesFolder ? readFileSync(join(stagesFolder, `${stage}.json`), 'utf8') : ''),
    make: (outDir) => runCdk(['synth', '--quiet'], outDir, options),
  });
  return { assemblyDir: dir, fromCache };
};

/**
 * Writes the template into a folder that is not there yet, whatever was made before, and none of the functions' bundles:
 * `cdk list` synthesizes as `cdk synth` does, but needs no bundles.
 */
export const synthesizeWithoutBundles = (outDir: string, options: SynthesizeOptions): Promise<void> =>
  runCdk(['list'], outDir, options);

const runCdk = (
  command: readonly string[],
  outDir: string,
  { stage, stagesFolder, onLine }: SynthesizeOptions,
): Promise<void> => {
  const stages = stagesFolder ? ['-c', `stages=${stagesFolder}`] : [];
  return runTool({
    name: `cdk ${command[0]}`,
    args: [CDK, ...command, '-c', `stage=${stage}`, ...stages, '-o', outDir],
    cwd: ROOT,
    env: stage === LOCAL ? { ...synthEnvironment(), CDK_VALIDATION: 'false' } : synthEnvironment(),
    onLine,
  });
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
