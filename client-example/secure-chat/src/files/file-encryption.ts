import type { RunInSlices } from '../platform/ui-slices.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

/** The SDK works through a piece in one go, a few milliseconds for this size. */
const PIECE_BYTES = 64 * 1024;
/** The entry's name inside the encrypted file; the real one is in the envelope. */
const INNER_NAME = 'file';

/** Encrypts in pieces and gives way to the user interface in between. The SDK takes no empty file. */
export const encryptBlob = async (
  session: EncryptionSession,
  runInSlices: RunInSlices,
  blob: Blob,
): Promise<Blob> => {
  const fileSize = blob.size;
  return collect(await session.encryptFile(inPieces(blob, runInSlices), INNER_NAME, { fileSize }));
};

/**
 * Decrypts in pieces, likewise. Give it only what is known to be whole: on a damaged file the SDK not only rejects but also raises an
 * error that nobody can catch.
 */
export const decryptBlob = async (
  session: EncryptionSession,
  runInSlices: RunInSlices,
  encrypted: Blob,
): Promise<Blob> => collect((await session.decryptFile(inPieces(encrypted, runInSlices))).data);

const inPieces = (blob: Blob, runInSlices: RunInSlices): ReadableStream<Uint8Array> => {
  let at = 0;
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (at >= blob.size) return controller.close();
        const piece = blob.slice(at, at + PIECE_BYTES);
        at += PIECE_BYTES;
        controller.enqueue(new Uint8Array(await runInSlices(() => piece.arrayBuffer())));
      },
    },
    { highWaterMark: 0 },
  );
};

const collect = (stream: ReadableStream): Promise<Blob> => new Response(stream).blob();
