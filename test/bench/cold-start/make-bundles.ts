import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../../../infra/bundles.ts';
import { parts } from './parts.ts';

const NAIVE = ['empty', 'token', 'stream-webhook', 'signup'];
const HANDLER = 'export const handler = async () => ({ statusCode: 200 })';

/** Bundles the naive functions, and a `part-<n>.mjs` for each part, as functions are bundled. */
export const makeBundles = async (folder: string): Promise<void> => {
  const entryPoints = NAIVE.map((name) => ({
    in: join(import.meta.dirname, 'naive', `${name}.ts`),
    out: name,
  }));
  await build({ ...bundling, entryPoints, outdir: folder });
  await Promise.all(
    Object.values(parts).map((contents, at) =>
      build({
        ...bundling,
        stdin: { contents: `${contents}\n${HANDLER}`, resolveDir: bundling.absWorkingDir, loader: 'ts' },
        outfile: join(folder, `part-${at}.mjs`),
      }),
    ),
  );
};
