import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, openAsBlob, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceFile } from '../../client-example/secure-chat/src/platform/device-file.ts';

export type Doing = 'new' | keyof DeviceFile;

/** A device that writes files to a folder, as an app for phones does. `before` each call of the core: it may throw. */
export const diskFiles = (before: (doing: Doing, bytes: number) => void = () => {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'device-files-'));
  let largest = 0;
  let made = 0;
  const note = (doing: Doing, bytes = 0): void => {
    largest = Math.max(largest, bytes);
    before(doing, bytes);
  };
  const newFile = async (): Promise<DeviceFile> => {
    made++;
    note('new');
    const path = join(folder, randomUUID());
    return fileAt(path, await open(path, 'w+'), note);
  };
  return {
    newFile,
    /** Paths of files that are still there. */
    left: () => readdirSync(folder).map((name) => join(folder, name)),
    /** How many were asked for. */
    made: () => made,
    /** The most bytes that were handed over, or asked for, at a time. */
    largest: () => largest,
    close: () => rmSync(folder, { recursive: true }),
  };
};

const fileAt = (
  path: string,
  handle: FileHandle,
  note: (doing: Doing, bytes?: number) => void,
): DeviceFile => {
  const hash = createHash('sha256');
  const blob = async (type: string): Promise<Blob> => {
    await handle.close();
    return openAsBlob(path, { type });
  };
  return {
    append: async (bytes) => {
      note('append', bytes.length);
      await handle.write(bytes);
      hash.update(bytes);
    },
    read: async (start, end) => {
      note('read', end - start);
      const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    },
    sha256: async () => {
      note('sha256');
      return hash.digest();
    },
    toForm: async (name, type) => {
      note('toForm');
      const form = new FormData();
      form.append('file', await blob(type), name);
      return form;
    },
    toBlob: async (type) => {
      note('toBlob');
      return blob(type);
    },
    remove: async () => {
      note('remove');
      await handle.close().catch(() => {}); // it may be closed
      await rm(path, { force: true });
    },
  };
};
