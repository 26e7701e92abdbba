import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type ProjectFolder = {
  root: string;
  /** Writes a file of it: text as it is, anything else as JSON. */
  write: (file: string, content: unknown) => string;
  remove: () => void;
};

/** A folder outside the repository with nothing of the project in it but the toolchain. */
export const projectFolder = (): ProjectFolder => {
  const root = mkdtempSync(join(tmpdir(), 'toolchain-'));
  cpSync('toolchain', join(root, 'toolchain'), { recursive: true });
  const write = (file: string, content: unknown) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
    return join(root, file);
  };
  return { root, write, remove: () => rmSync(root, { recursive: true }) };
};
