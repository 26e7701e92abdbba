import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sourceHash } from './source-hash.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const CDK = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');
/** Assemblies kept of one stage: a stack that still runs may start a process from the one before. */
const KEPT = 3;
const UNFINISHED = '.unfinished';
/** Older than this, an unfinished one was left by a process that was killed. */
const ABANDONED_MS = 60 * 60 * 1000;

export type Synthesis = { assemblyDir: string; fromCache: boolean };

/**
 * Runs `cdk synth -c stage=<stage>` into `.build/cdk/<stage>/<hash of the sources>`, unless that is there already.
 * Two processes may call it at once: each writes a folder of its own and the first to finish gives it its name.
 * Rejects with the tool's output when synth fails. Reads no AWS configuration and calls no account.
 */
export const synthesize = async (options: {
  stage: string;
  onLine?: (line: string) => void;
}): Promise<Synthesis> => {
  const stageDir = join(ROOT, '.build/cdk', options.stage);
  const hash = sourceHash(ROOT, options.stage);
  const cached = join(stageDir, hash);
  if (existsSync(cached)) return { assemblyDir: cached, fromCache: true };
  mkdirSync(stageDir, { recursive: true });
  const unfinished = `${cached}.${randomUUID()}${UNFINISHED}`;
  try {
    await runCdk(options.stage, unfinished, options.onLine ?? (() => {}));
    // Sources that were edited meanwhile may be in it or not: such an assembly is used, but found by nobody else.
    const isOfHash = sourceHash(ROOT, options.stage) === hash;
    const assemblyDir = isOfHash ? cached : join(stageDir, randomUUID());
    moveInto(unfinished, assemblyDir);
    removeOld(stageDir);
    return { assemblyDir, fromCache: false };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

const runCdk = async (stage: string, outDir: string, onLine: (line: string) => void) => {
  const args = [CDK, 'synth', '--quiet', '-c', `stage=${stage}`, '-o', outDir];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: synthEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  const end = () => child.kill();
  process.once('exit', end); // Ctrl-C in the middle: do not leave it working for nobody
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', end);
  if (code !== 0) throw new Error(`cdk synth failed (exit ${code}):\n${lines.join('\n')}`);
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

const moveInto = (from: string, to: string) => {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
};

const removeOld = (stageDir: string) => {
  const folders = readdirSync(stageDir)
    .map((name) => join(stageDir, name))
    .map((path) => ({ path, age: Date.now() - statSync(path).mtimeMs }))
    .sort((one, other) => one.age - other.age);
  const isUnfinished = ({ path }: { path: string }) => path.endsWith(UNFINISHED);
  const abandoned = folders.filter((folder) => isUnfinished(folder) && folder.age > ABANDONED_MS);
  const superseded = folders.filter((folder) => !isUnfinished(folder)).slice(KEPT);
  for (const { path } of [...abandoned, ...superseded]) rmSync(path, { recursive: true, force: true });
};
