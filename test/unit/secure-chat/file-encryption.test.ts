import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { decryptFile, encryptFile } from '../../../client-example/secure-chat/src/files/file-encryption.ts';
import type { RunInSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { sourceOf } from '../../support/file-source.ts';

/** A session that lets a file through as it is and writes down the pieces it came in. */
const openSession = () => {
  const pieces: number[] = [];
  const through = (stream: ReadableStream<Uint8Array>) =>
    stream.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, controller) => {
          pieces.push(piece.length);
          controller.enqueue(piece);
        },
      }),
    );
  const session = {
    encryptFile: async (stream: ReadableStream<Uint8Array>) => through(stream),
    decryptFile: async (stream: ReadableStream<Uint8Array>) => ({ data: through(stream) }),
  };
  return { session: session as unknown as EncryptionSession, pieces };
};

// A piece of 64 KB keeps Chromium busy for some milliseconds; the SDK would take a whole blob in pieces of 2 MB.
it.each([
  ['encrypted', encryptFile],
  ['decrypted', decryptFile],
])('a file is %s in small pieces, each in a slice of its own', async (_, work) => {
  const { session, pieces } = openSession();
  let slices = 0;
  const runInSlices: RunInSlices = (job) => {
    slices += 1;
    return job();
  };
  const bytes = randomBytes(1_000_000);
  const sealdBytes = () => {
    throw new Error('The file was handed over at once.');
  };
  const written: Uint8Array[] = [];
  const into = { append: async (piece: Uint8Array) => void written.push(piece) };
  await work({ runInSlices, sealdBytes }, session, { from: sourceOf(bytes), into, signal: undefined });
  expect(Buffer.concat(written).equals(bytes)).toBe(true);
  expect(Math.max(...pieces)).toBeLessThanOrEqual(64 * 1024);
  expect(slices).toBe(pieces.length);
});
