import { SecureChatError } from '../errors.ts';
import { type DeviceFile, MOST_PIECE_BYTES } from '../platform/device-file.ts';
import type { ReadFile } from '../platform/file-bytes.ts';
import type { Platform } from '../platform/platform.ts';
import type { PlatformBlob } from '../platform/web-types.ts';
import { START_BYTES } from '../seald/encrypted-file.ts';

/** Bytes of a file, wherever they are. */
export type FileSource = {
  readonly size: number;
  read: (start: number, end: number) => Promise<Uint8Array>;
};

/**
 * A file of the device that the core has made, and how many bytes it has written to it. `append` takes any number of bytes. What the device
 * cannot do throws `SecureChatError` `FILES_UNSUPPORTED`; `remove` rejects never.
 */
export type WrittenFile = FileSource & DeviceFile;

export const sourceOfBlob = (readFile: ReadFile, blob: PlatformBlob): FileSource => ({
  size: blob.size,
  read: (start, end) => readFile(blob, start, end),
});

type Device = Pick<Platform, 'newFile'>;

/** A new file that `write` has written; it is gone again when that fails. Throws as `write` does, and `SecureChatError` `FILES_UNSUPPORTED`. */
export const writtenFile = async (
  device: Device,
  write: (file: WrittenFile) => Promise<void>,
): Promise<WrittenFile> => {
  const file = await newFile(device);
  await orRemove(file, () => write(file));
  return file;
};

/** Works with a file that is gone when the work fails. */
export const orRemove = async <Result>(
  file: Pick<WrittenFile, 'remove'>,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    await file.remove();
    throw error;
  }
};

/** Works with a file that is not needed afterwards. */
export const thenRemove = async <Result>(
  file: Pick<WrittenFile, 'remove'>,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } finally {
    await file.remove();
  }
};

/** Writes all bytes of `source` at the end of a file. */
export const copy = async (source: FileSource, file: WrittenFile): Promise<void> => {
  for (let at = 0; at < source.size; at += MOST_PIECE_BYTES)
    await file.append(await source.read(at, Math.min(source.size, at + MOST_PIECE_BYTES)));
};

/** As much of a file as tells whether it is encrypted, and with what. */
export const startOf = ({ read, size }: FileSource): Promise<Uint8Array> =>
  read(0, Math.min(size, START_BYTES));

const newFile = async (device: Device): Promise<WrittenFile> => {
  const own = await supported(device.newFile);
  let size = 0;
  return {
    get size() {
      return size;
    },
    append: async (bytes) => {
      for (let at = 0; at < bytes.length; at += MOST_PIECE_BYTES)
        await supported(() => own.append(bytes.subarray(at, at + MOST_PIECE_BYTES)));
      size += bytes.length;
    },
    read: (start, end) => supported(() => own.read(start, end)),
    sha256: () => supported(() => own.sha256()),
    toForm: (name, type) => supported(() => own.toForm(name, type)),
    toBlob: (type) => supported(() => own.toBlob(type)),
    remove: async () => {
      await supported(() => own.remove()).catch(() => {});
    },
  };
};

/** Some platforms cannot make files, and say so in words of their own. */
const supported = async <Made>(make: () => Promise<Made>): Promise<Made> => {
  try {
    return await make();
  } catch (cause) {
    throw new SecureChatError('FILES_UNSUPPORTED', cause);
  }
};
