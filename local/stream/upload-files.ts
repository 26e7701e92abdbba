import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of uploaded files: one file each in `folder`, or in memory without one. Ids come from the emulator only. */
export type UploadFiles = {
  write: (id: string, bytes: Uint8Array) => void;
  read: (id: string) => Uint8Array | undefined;
  remove: (id: string) => void;
};

export const openUploadFiles = (folder: string | undefined): UploadFiles =>
  folder === undefined ? inMemory() : inFolder(folder);

const inMemory = (): UploadFiles => {
  const files = new Map<string, Uint8Array>();
  return {
    write: (id, bytes) => void files.set(id, bytes),
    read: (id) => files.get(id),
    remove: (id) => void files.delete(id),
  };
};

const inFolder = (folder: string): UploadFiles => {
  mkdirSync(folder, { recursive: true });
  return {
    write: (id, bytes) => writeFileSync(join(folder, id), bytes),
    read: (id) => {
      try {
        return readFileSync(join(folder, id));
      } catch {
        return undefined;
      }
    },
    remove: (id) => rmSync(join(folder, id), { force: true }),
  };
};
