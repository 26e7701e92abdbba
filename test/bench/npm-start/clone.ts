import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const LEFT_OUT = ['node_modules', '.git', '.build', 'cdk.out', '.sealed-stream'];

/** A copy of the project with the same packages, in which nothing is built and no stack has been. */
export type Clone = {
  folder: string;
  /** As it was after cloning. */
  forgetBuilds: () => void;
  remove: () => void;
};

export const cloneProject = (): Clone => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-start-'));
  cpSync('.', folder, { recursive: true, filter: (source) => !LEFT_OUT.includes(basename(source)) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const forget = (name: string) => rmSync(join(folder, name), { recursive: true, force: true });
  return {
    folder,
    forgetBuilds: () => ['.build', 'cdk.out', '.sealed-stream'].forEach(forget),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
