import { type ByteStream, collect, hasStreams, streamOf } from '../platform/byte-stream.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

/** The SDK works through a piece in one go, a few milliseconds for this size. */
const PIECE_BYTES = 64 * 1024;
/** The entry's name inside the encrypted file; the real one is in the envelope. */
const INNER_NAME = 'file';

/** Bytes of a file, wherever they are. */
export type FileSource = { size: number; read: (start: number, end: number) => Promise<Uint8Array> };

export type FileEncryptionDeps = {
  runInSlices: RunInSlices;
  /** The same bytes in the form in which the SDK takes a file at once. */
  sealdBytes: (bytes: Uint8Array) => Uint8Array;
};

export const sourceOf = (bytes: Uint8Array): FileSource => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});

/**
 * Encrypts in pieces and gives way to the user interface in between; in one piece where there are no streams. The SDK takes no empty
 * file.
 */
export const encryptFile = async (
  deps: FileEncryptionDeps,
  session: EncryptionSession,
  source: FileSource,
): Promise<Uint8Array> => {
  const clear = await handedOver(deps, source);
  return answered(await session.encryptFile(clear, INNER_NAME, { fileSize: source.size }));
};

/**
 * Decrypts in pieces, likewise. Give it only what is known to be whole: on a damaged file the SDK not only rejects but also raises an
 * error that nobody can catch.
 */
export const decryptFile = async (
  deps: FileEncryptionDeps,
  session: EncryptionSession,
  encrypted: FileSource,
): Promise<Uint8Array> => answered((await session.decryptFile(await handedOver(deps, encrypted))).data);

/** A file as the SDK takes it, and what it answers to that. */
const handedOver = async (deps: FileEncryptionDeps, source: FileSource): Promise<never> =>
  (hasStreams() ? inPieces(deps, source) : deps.sealdBytes(await source.read(0, source.size))) as never;

const answered = async (file: unknown): Promise<Uint8Array> =>
  hasStreams() ? collect(file as ByteStream) : (file as Uint8Array);

const inPieces = ({ runInSlices }: FileEncryptionDeps, { size, read }: FileSource): ByteStream => {
  let at = 0;
  return streamOf(async () => {
    if (at >= size) return null;
    const start = at;
    at = Math.min(size, start + PIECE_BYTES);
    return runInSlices(() => read(start, at));
  });
};
