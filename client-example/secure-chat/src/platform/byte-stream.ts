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
 * All bytes of a stream; `onPiece` with each piece that has arrived, and how many bytes that makes: it may throw, which ends the stream.
 * Rejects as the stream or `onPiece` does.
 */
export const collect = async (
  stream: ByteStream,
  onPiece: (bytes: number) => void = () => {},
): Promise<Uint8Array> => {
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !value) return joined(pieces);
      bytes += value.length;
      onPiece(bytes);
      pieces.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
};

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
