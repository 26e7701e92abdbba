import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from '../platform/build-cache.ts';
import { runTool } from '../platform/run-tool.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
/** What the web app is made of, from the project's root. */
const SOURCES = [
  'client-example/web',
  'client-example/secure-chat/src',
  'client-example/secure-chat/package.json',
  'shared/contract',
  'tsconfig.json',
  'package-lock.json',
];

export type WebBuild = { webDir: string; fromCache: boolean };

/**
 * Builds the web app into `.build/web/<hash of the sources>`, unless that is there already; in a process of its own, so that
 * other parts can start meanwhile. Rejects with the tool's output when the build fails.
 */
export const buildWeb = async (): Promise<WebBuild> => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { dir, fromCache } = await buildOnce({
    folder: join(ROOT, '.build/web'),
    root: ROOT,
    sources: SOURCES,
    make: (outDir) =>
      runTool({
        name: 'vite build',
        args: [VITE, 'build', 'client-example/web', '--logLevel', 'warn', '--outDir', outDir],
        cwd: ROOT,
        env: { ...env, NODE_ENV: 'production' },
      }),
  });
  return { webDir: dir, fromCache };
};
