import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findBrowser } from '../../../toolchain/find-browser.mjs';
import { NODE_PACKAGES, thisMachine } from '../../../toolchain/find-node.mjs';
import { installProblem } from '../../../toolchain/read-install.mjs';
import { type ProjectFolder, projectFolder } from './project-folder.ts';

const LOCKED = {
  '': { version: '0.1.0' },
  'client-example/core': { version: '1.0.0' },
  'client-example/core/node_modules/ws': { version: '7.0.0' },
  'node_modules/core': { link: true },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/hono/node_modules/ws': { version: '8.0.0' },
  'node_modules/wasm-only': { version: '1.0.0', optional: true },
  'node_modules/binding-gnu': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: 'x64',
    libc: ['glibc'],
  },
  'node_modules/binding-musl': {
    version: '1.0.0',
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  },
  'node_modules/binding-arm': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['arm64'] },
  'node_modules/binding-mac': { version: '1.0.0', optional: true, os: ['darwin'] },
};
const INSTALLED = [
  'client-example/core',
  'client-example/core/node_modules/ws',
  ...['core', 'hono', 'hono/node_modules/ws', 'binding-gnu'].map((name) => `node_modules/${name}`),
];

let project: ProjectFolder;
/** Leaves out what is in `without`; `noted` is what npm noted otherwise. */
const install = (without: string[] = [], noted: Record<string, unknown> = {}) => {
  const paths = INSTALLED.filter((path) => !without.includes(path));
  const packages = Object.fromEntries(paths.map((path) => [path, LOCKED[path as keyof typeof LOCKED]]));
  for (const path of paths) project.write(`${path}/package.json`, {});
  project.write('node_modules/.package-lock.json', { packages: { ...packages, ...noted } });
};
beforeEach(() => {
  project = projectFolder();
  project.write('package-lock.json', { packages: LOCKED });
  cpSync('package.json', join(project.root, 'package.json'));
});
afterEach(() => project.remove());

const machine = () => ({ ...thisMachine(project.root), platform: 'linux', arch: 'x64' });

describe('what of the lockfile is not installed', () => {
  it('is nothing after npm ci, though packages for other machines are not there', () => {
    install();
    expect(installProblem(machine())).toBeUndefined();
  });

  it('is nothing where npm has noted packages for other machines without putting them there', () => {
    const { 'node_modules/binding-mac': mac, 'node_modules/wasm-only': wasm } = LOCKED;
    install([], { 'node_modules/binding-mac': mac, 'node_modules/wasm-only': wasm });
    expect(installProblem(machine())).toBeUndefined();
  });

  it('is everything before', () => {
    expect(installProblem(machine())).toEqual({ says: 'the packages are not installed', mend: 'npm ci' });
  });

  it.each([
    ['missing', () => install(['node_modules/hono/node_modules/ws']), 'ws is'],
    ['missing in a workspace', () => install(['client-example/core/node_modules/ws']), 'ws is'],
    ['of another version', () => install([], { 'node_modules/hono': { version: '3.9.0' } }), 'hono is'],
    ['several', () => install(['node_modules/core', 'node_modules/hono']), 'core and 1 more are'],
    [
      'deleted by hand',
      () => {
        install();
        rmSync(join(project.root, 'node_modules/hono'), { recursive: true });
      },
      'hono and 1 more are',
    ],
  ])('is named: %s', (_, make, start) => {
    make();
    expect(installProblem(machine())).toEqual({
      says: `${start} not installed as package-lock.json says`,
      mend: 'npm ci',
    });
  });

  it('is a package for this kind of machine that was left out as optional', () => {
    install(['node_modules/binding-gnu']);
    expect(installProblem(machine())).toEqual({
      says: 'npm has left out binding-gnu, which this kind of machine needs',
      mend: 'npm ci --include=optional',
    });
    expect(installProblem({ ...machine(), platform: 'darwin' })?.says).toContain('binding-mac');
    const alpine = { ...machine(), exists: (path: string) => !path.startsWith('/lib') };
    expect(installProblem(alpine)?.says).toContain('binding-musl');
  });
});

describe('the browser of the tests', () => {
  const find = (platform: string, arch: string, ...there: string[]) =>
    findBrowser({ platform, arch, exists: (path) => there.includes(path) });

  it('is packaged on Linux x64, and needs two libraries', () => {
    const [nss, nspr] = ['/usr/lib64/libnss3.so', '/usr/lib/x86_64-linux-gnu/libnspr4.so'];
    expect(find('linux', 'x64', nss, nspr)).toEqual({ says: 'the packaged Chromium' });
    expect(find('linux', 'x64', nss)).toEqual({
      says: 'libnspr4.so not found',
      mend: expect.stringContaining('libnspr4'),
    });
  });

  it('is an installed Chrome elsewhere', () => {
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(find('darwin', 'arm64', chrome)).toEqual({ says: 'the installed Chrome' });
    expect(find('linux', 'arm64').mend).toContain('Google Chrome');
    expect(find('freebsd', 'x64').mend).toContain('Google Chrome');
  });
});

/** Runs a file of the toolchain in the folder, as npm would with this version. */
const run = (file: string, args: string[] = [], npm = '11.6.2') => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(project.root, 'toolchain', file), ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, npm_config_user_agent: `npm/${npm} node/v24.12.0` },
    },
  );
  return { status, stdout, stderr };
};

const NODE_PACKAGE = `node_modules/${NODE_PACKAGES[`${process.platform}-${process.arch}`]}`;

/** What this very machine needs: the Node that runs this, as its package. */
const installForThisMachine = () => {
  const version = process.versions.node;
  const packages = {
    [NODE_PACKAGE]: { version, optional: true, os: [process.platform], cpu: [process.arch] },
  };
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
    project.write(file, { packages });
  project.write(`${NODE_PACKAGE}/package.json`, { version });
  mkdirSync(join(project.root, NODE_PACKAGE, 'bin'));
  symlinkSync(process.execPath, join(project.root, NODE_PACKAGE, 'bin/node'));
};

describe('npm run doctor:local', () => {
  it('says that nothing is missing', () => {
    installForThisMachine();
    const { status, stdout } = run('doctor-local.mjs');
    expect(stdout).toMatch(/^ok +npm +11\.6\.2$/m);
    expect(stdout).toMatch(/^ok +packages /m);
    expect(stdout).toMatch(new RegExp(`^ok +Node of the scripts +${process.versions.node}, `, 'm'));
    expect(status).toBe(/^wrong/m.test(stdout) ? 1 : 0);
  });

  it('names all that is, each with its remedy', () => {
    const { status, stdout } = run('doctor-local.mjs', [], '9.8.1');
    expect(stdout).toMatch(/^wrong +npm +9\.8\.1 -> install Node 20\.12 or newer, with the npm it brings$/m);
    expect(stdout).toMatch(/^wrong +packages +the packages are not installed -> npm ci$/m);
    expect(stdout).toMatch(/^wrong +Node of the scripts +none -> The packages are not installed/m);
    expect(status).toBe(1);
  });

  it('tries the Node of the scripts', () => {
    installForThisMachine();
    rmSync(join(project.root, NODE_PACKAGE, 'bin/node'));
    project.write(`${NODE_PACKAGE}/bin/node`, 'no program');
    expect(run('doctor-local.mjs').stdout).toMatch(/^wrong +Node of the scripts .*does not run -> npm ci/m);
  });
});

describe('the starter', () => {
  it('says in one line what to do where nothing is installed', () => {
    expect(run('node.mjs', ['-p', '1'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The packages are not installed. Run: npm ci\n',
    });
  });

  it('notes packages that are older than the lockfile, and goes on', () => {
    installForThisMachine();
    project.write('package-lock.json', { packages: LOCKED });
    const notedAt = (seconds: number) =>
      utimesSync(join(project.root, 'node_modules/.package-lock.json'), seconds, seconds);
    notedAt(1);
    expect(run('node.mjs', ['-p', '1'])).toEqual({
      status: 0,
      stdout: '1\n',
      stderr: expect.stringMatching(
        /^Note: client-example\/core and \d more are not installed.*Run: npm ci\n$/,
      ),
    });
    notedAt(Date.now() / 1000 + 10);
    expect(run('node.mjs', ['-p', '1'])).toEqual({ status: 0, stdout: '1\n', stderr: '' });
  });
});
