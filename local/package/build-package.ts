import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from '../platform/build-cache.ts';
import { runTool } from '../platform/run-tool.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const HOME = 'client-example/secure-chat';
const CONFIG = `${HOME}/tsconfig.build.json`;
const COPIED = [`${HOME}/README.md`, `${HOME}/seald-types.d.ts`, 'LICENSE'];
const SOURCES = [
  `${HOME}/src`,
  `${HOME}/package.json`,
  CONFIG,
  'shared/contract',
  'tsconfig.json',
  'local/package/build-package.ts',
];
/** Names the core's own sources, which are not in the package. */
const SOURCE_CONDITION = '@sealed-stream/source';

export type PackageBuild = { tarball: string; files: number; fromCache: boolean };

/**
 * Builds the client core as others install it and packs it, unless that was done from these sources before. What is published is this
 * file. Rejects with the tool's output when the compiler finds a fault or npm cannot pack.
 */
export const buildPackage = async (): Promise<PackageBuild> => {
  const { dir, fromCache } = await buildOnce({
    folder: join(ROOT, '.build/package'),
    root: ROOT,
    sources: SOURCES,
    salt: [...COPIED, 'package-lock.json'].map((file) => readFileSync(join(ROOT, file), 'utf8')).join(),
    make: async (outDir) => {
      const contents = join(outDir, 'contents');
      await compile(join(contents, 'dist'));
      for (const file of COPIED) cpSync(join(ROOT, file), join(contents, file.split('/').at(-1) ?? ''));
      writeFileSync(join(contents, 'package.json'), manifest());
      pack(contents, outDir);
    },
  });
  const [tarball] = readdirSync(dir).filter((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm left no package in ${dir}.`);
  const contents = readdirSync(join(dir, 'contents'), { recursive: true, withFileTypes: true });
  return { tarball: join(dir, tarball), files: contents.filter((entry) => entry.isFile()).length, fromCache };
};

const compile = (outDir: string) => {
  mkdirSync(outDir, { recursive: true });
  return runTool({
    name: 'tsc',
    args: [TSC, '--project', CONFIG, '--outDir', outDir],
    cwd: ROOT,
    env: process.env,
  });
};

/** The workspace's own, without what only this repository can use. */
const manifest = (): string => {
  const { exports, ...rest } = JSON.parse(readFileSync(join(ROOT, HOME, 'package.json'), 'utf8'));
  const packed = { ...rest, exports: withoutCondition(exports) };
  return `${JSON.stringify(packed, null, 2)}\n`;
};

const withoutCondition = (entries: Record<string, Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(entries).map(([entry, { [SOURCE_CONDITION]: _, ...conditions }]) => [entry, conditions]),
  );

const pack = (from: string, to: string) => {
  const { status, stderr, error } = spawnSync('npm', ['pack', '--loglevel=error', '--pack-destination', to], {
    cwd: from,
    encoding: 'utf8',
    shell: process.platform === 'win32', // npm is a script there
  });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr ?? ''}`, { cause: error });
};
