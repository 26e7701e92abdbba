import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'in-use-by';

export type StateFolder = { release: () => void };

/**
 * Opens the folder that holds the stack's state, for one stack at a time: two would overwrite each other's files.
 * `fresh` empties it first. Throws when a running process has it.
 */
export const openStateFolder = (folder: string, fresh: boolean): StateFolder => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, LOCK);
  const owner = readOwner(lock);
  if (owner && isRunning(owner))
    throw new Error(
      `${folder} is in use by process ${owner}: end it first. (If it is no stack, delete ${lock}.)`,
    );
  writeFileSync(lock, String(process.pid));
  if (fresh) empty(folder);
  return { release: () => rmSync(lock, { force: true }) };
};

const readOwner = (lock: string): number | undefined => {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const empty = (folder: string): void => {
  for (const name of readdirSync(folder))
    if (name !== LOCK) rmSync(join(folder, name), { recursive: true, force: true });
};
