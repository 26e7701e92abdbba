import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');

/**
 * How a function is made into one file, with all that it imports: what was tested is what runs.
 * No source map: it is several times the bundle's size, and CloudWatch shows the error type and the request id already.
 */
export const bundling = {
  absWorkingDir: PROJECT_ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  minify: true,
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  // CommonJS packages inside an ESM bundle still call require() for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} as const satisfies BuildOptions;

let made: string | undefined;

/**
 * The folder with the bundle of `functions/<name>`, an `index.mjs`. The first call makes all of them in one go, ten times as fast as one
 * by one; they are gone when the process ends, so take a copy. Throws what esbuild says is wrong.
 */
export const bundleOf = (name: DeployedFunction): string => {
  made ??= bundleAll();
  return join(made, name);
};

const bundleAll = (): string => {
  const outdir = mkdtempSync(join(tmpdir(), 'sealed-stream-bundles-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const entryPoints = deployedFunctions.map((name) => ({
    in: `functions/${name}/index.ts`,
    out: `${name}/index`,
  }));
  console.error(`Bundling ${entryPoints.length} functions...`);
  buildSync({ ...bundling, entryPoints, outdir });
  return outdir;
};
