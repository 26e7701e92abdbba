// @ts-check
// Runs on any Node, before anything of the repository is installed: the tests start the local stack, which is the repository's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) {
  console.log('The local stack is not installed yet: npm ci in the root of the repository …');
  const { status } = spawnSync('npm', ['ci'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
