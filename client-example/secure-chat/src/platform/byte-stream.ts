import { unlessAborted } from './ending.ts';
import type { AbortSignalLike } from './web-types.ts';

/** As much of a `ReadableStream` of bytes as is asked for. */
export type ByteStream = {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(): Promise<unknown>;
  };
};

/** React Native has no streams; Expo and browsers do. */
export const hasStreams = (): boolean => typeof ReadableStream === 'function';

/** Hands out one piece after another, none before it is asked for, and ends with `null`. */
export const streamOf = (nextPiece: () => Promise<Uint8Array | null>): ByteStream =>
  new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const piece = await nextPiece();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );

/**
 * Gives each piece of a stream to `take`, and asks for the next one when that is done. Rejects as the stream, `take` or `signal` does, never while a
 * piece is being taken; the stream is called off then.
 */
export const pour = async (
  stream: ByteStream,
  take: (piece: Uint8Array) => Promise<void>,
  signal: AbortSignalLike,
): Promise<void> => {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal);
      if (done || !value) return;
      await take(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
};

/** One array of all bytes: the piece itself when there is one only. */
export const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const [first, ...others] = pieces;
  if (first && others.length === 0) return first;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
