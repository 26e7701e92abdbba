import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type RecordFiles = {
  /** Adds to the file `<name>.log`. */
  append: (name: string, bytes: Uint8Array | string) => void;
  close: () => void;
};

/** Files in a folder that grow from many places; each is opened at its first use. */
export const openRecordFiles = (folder: string): RecordFiles => {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  let closed = false;
  const open = (name: string) => {
    const file = openSync(join(folder, `${name}.log`), 'a');
    files.set(name, file);
    return file;
  };
  const append = (name: string, bytes: Uint8Array | string) => {
    if (closed) return;
    const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    writeSync(files.get(name) ?? open(name), data);
  };
  const close = () => {
    closed = true;
    for (const file of files.values()) closeSync(file);
    files.clear();
  };
  return { append, close };
};
