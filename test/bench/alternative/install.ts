import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thisMachine } from '../../../toolchain/find-node.mjs';
import { installProblem } from '../../../toolchain/read-install.mjs';

const SERVER = fileURLToPath(new URL('./server', import.meta.url));
const DIST = join(SERVER, 'dist');
const BARE_SERVER = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
const INSTALL = 'npm ci --prefix test/bench/alternative/server';

/** Paths of scripts. */
export type Built = { server: string; database: string; bareServer: string };

/**
 * Installs the packages of the alternative, unless its lockfile's are there, and turns its TypeScript and the bare server's into JavaScript, as a
 * team would that deploys it. Undefined when the packages cannot be had: then it has said what to run.
 */
export const installAlternative = async (say: (what: string) => void): Promise<Built | undefined> => {
  if (installProblem(thisMachine(SERVER))) {
    say(`Installing the alternative's packages, 95 MB, once: ${INSTALL}`);
    const { status } = spawnSync('npm', ['ci', '--prefix', SERVER], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) {
      say(`Without the alternative, whose packages could not be installed. Try: ${INSTALL}`);
      return undefined;
    }
  }
  await build({
    entryPoints: [join(SERVER, 'src/main.ts'), join(SERVER, 'src/database.ts'), BARE_SERVER],
    entryNames: '[name]',
    outdir: DIST,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
  });
  const [server, database, bareServer] = ['main.js', 'database.js', 'bare-server.js'].map((name) =>
    join(DIST, name),
  );
  return { server, database, bareServer } as Built;
};
