// @ts-check
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lacksGlibc } from './find-node.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string[] }} Entry
 * @typedef {import('./find-node.mjs').Machine} Machine
 */

/** What npm notes of the packages it has put into `node_modules`. */
const NOTED = join('node_modules', '.package-lock.json');

/**
 * Whether the lockfile was written after the packages were installed, for example by `git pull`. Cheap: reads no file.
 * @param {string} root
 */
export const isLockfileNewer = (root) =>
  !existsSync(join(root, NOTED)) ||
  statSync(join(root, 'package-lock.json')).mtimeMs > statSync(join(root, NOTED)).mtimeMs;

/**
 * Says in words what of the lockfile is not in `node_modules`, as npm noted it, and how to mend it.
 * @param {Machine} machine
 * @returns {{ says: string, mend: string } | undefined}
 */
export const installProblem = (machine) => {
  if (!existsSync(join(machine.root, NOTED)))
    return { says: 'the packages are not installed', mend: 'npm ci' };
  const noted = readPackages(join(machine.root, NOTED));
  const locked = Object.entries(readPackages(join(machine.root, 'package-lock.json')));
  const ours = locked.filter(([path]) => path !== '');
  /** Some npms (11.3) note packages for other machines as well, which they have not put there. @param {string} path */
  const isThere = (path) => path in noted && machine.exists(join(machine.root, path));
  const wrong = ours.filter(([path, { version, optional }]) =>
    isThere(path) ? noted[path]?.version !== version : !optional,
  );
  if (wrong.length > 0)
    return {
      says: `${listed(wrong)} ${wrong.length > 1 ? 'are' : 'is'} not installed as package-lock.json says`,
      mend: 'npm ci',
    };
  const leftOut = ours.filter(([path, entry]) => !isThere(path) && isFor(machine, entry));
  if (leftOut.length === 0) return undefined;
  return {
    says: `npm has left out ${listed(leftOut)}, which this kind of machine needs`,
    mend: 'npm ci --include=optional',
  };
};

/** @param {string} file @returns {Record<string, Entry>} */
const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** @param {Machine} machine @param {Entry} entry */
const isFor = (machine, { os, cpu, libc }) => {
  const { platform, arch } = machine;
  const takesLibc = platform !== 'linux' || !libc || libc.includes(lacksGlibc(machine) ? 'musl' : 'glibc');
  return takesLibc && (os?.includes(platform) ?? false) && (cpu?.includes(arch) ?? true);
};

/** @param {[path: string, entry: Entry][]} packages */
const listed = (packages) => {
  const [first, ...others] = packages.map(([path]) => path.split('node_modules/').at(-1));
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more`;
};
