import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDERS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux64-bin',
  darwin: 'osx-bin',
  win32: 'win64-bin',
};

/** The folder of this machine in the packages that bring programs of Hermes; null on a machine that none was made for. */
export const hermesFolder = (): string | null =>
  process.platform === 'linux' && process.arch !== 'x64' ? null : (FOLDERS[process.platform] ?? null);

/** Where the Hermes debugger of the npm package is; null on a machine that it was not made for, and on Windows, where it was never tried. */
export const hermesProgram = (): string | null => {
  const folder = hermesFolder();
  if (!folder || process.platform === 'win32') return null;
  const home = createRequire(import.meta.url).resolve('hermes-engine-cli/package.json');
  return join(home, '..', folder, 'hdb');
};

/** Why nothing runs in Hermes here; false when it does. In the form of `skip` of node:test. */
export const whyNoHermes = (program = hermesProgram()): string | false => {
  const machine = `${process.platform}, ${process.arch}`;
  if (!program) return `hermes-engine-cli has no program for ${machine}`;
  const { stderr } = spawnSync(program, { encoding: 'utf8' });
  return stderr?.startsWith('USAGE')
    ? false
    : `the Hermes of hermes-engine-cli does not run here (${machine})`;
};
