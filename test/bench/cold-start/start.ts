import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ONE_START = join(import.meta.dirname, 'one-start.mjs');

export type Start = { bundle: string; env: Record<string, string>; event: unknown };

/** Milliseconds of one cold start, in a process of its own with no variables but `env`. Throws what the process says when it fails. */
export const start = ({ bundle, env, event }: Start): Promise<number> =>
  new Promise((resolve, reject) => {
    const args = [ONE_START, pathToFileURL(bundle).href, JSON.stringify(event)];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let [said, measured] = ['', ''];
    child.stderr?.on('data', (bytes) => {
      said += bytes;
    });
    child.stdio[3]?.on('data', (bytes) => {
      measured += bytes;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(Number(measured)) : reject(new Error(said))));
  });
