import { joined } from './byte-stream.ts';
import type { PlatformBlob } from './web-types.ts';

/**
 * A new, empty file of this device. The core writes it from its start to its end, and then reads it or hands it over, in pieces of at most 1 MB and
 * one call at a time: a file on the disk needs no more memory than that. A call rejects when the device cannot do it, for want of room, say.
 *
 * Decrypted bytes are among what is written. Make it where no other app and no backup comes, and empty that place when the app starts: when
 * the app is killed, `remove` is not called.
 */
export type DeviceFile = {
  /** Writes these bytes at its end. They are not changed afterwards. */
  append: (bytes: Uint8Array) => Promise<void>;
  /** What was written, from `start` to before `end`, which is not beyond what was written. */
  read: (start: number, end: number) => Promise<Uint8Array>;
  /** SHA-256 of all that was written. */
  sha256: () => Promise<Uint8Array>;
  /** What `FormData` its upload is, with nothing in it but this file, in the field `file`. After this it is only removed, when the upload is over. */
  toForm: (name: string, type: string) => Promise<object>;
  /** The file to show or to save, as `downloadFile` hands it over. After this it is the app's, and the core does not remove it. */
  toBlob: (type: string) => Promise<PlatformBlob>;
  /** Takes it away, at any time, also while it is read, and a second time. Best effort. */
  remove: () => Promise<void>;
};

/** The most bytes that a `DeviceFile` is given, or asked for, at a time. Where there is no `ReadableStream`, it is asked for all at once. */
export const MOST_PIECE_BYTES = 1024 * 1024;

/** A file in memory. It cannot be handed over on React Native, where a blob cannot be made of bytes. */
export const memoryFile = (sha256: (bytes: Uint8Array) => Promise<Uint8Array>): DeviceFile => {
  let pieces: Uint8Array[] = [];
  const whole = (): Uint8Array => {
    const bytes = joined(pieces);
    pieces = [bytes];
    return bytes;
  };
  const toBlob = async (type: string): Promise<Blob> => {
    const blob = new Blob(pieces as Uint8Array<ArrayBuffer>[], { type });
    pieces = [];
    return blob;
  };
  return {
    append: async (bytes) => void pieces.push(bytes),
    read: async (start, end) => whole().subarray(start, end),
    sha256: async () => sha256(whole()),
    toBlob,
    toForm: async (name, type) => {
      const form = new FormData();
      form.append('file', await toBlob(type), name);
      return form;
    },
    remove: async () => {
      pieces = [];
    },
  };
};
