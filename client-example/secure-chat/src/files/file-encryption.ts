import { type ByteStream, hasStreams, pour, streamOf } from '../platform/byte-stream.ts';
import { type Ending, endable, unlessAborted } from '../platform/ending.ts';
import type { RunInSlices } from '../platform/ui-slices.ts';
import type { AbortSignalLike } from '../platform/web-types.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';
import type { FileSource, WrittenFile } from './written-file.ts';

/** The SDK works through a piece in one go, a few milliseconds for this size. */
const PIECE_BYTES = 64 * 1024;
/** What the SDK gets to encrypt beyond what was written: it keeps all that nobody asks for, and takes more (0.25.0). */
const AHEAD_BYTES = 8 * PIECE_BYTES;
/** The entry's name inside the encrypted file; the real one is in the envelope. */
const INNER_NAME = 'file';

export type FileEncryptionDeps = {
  runInSlices: RunInSlices;
  /** The same bytes in the form in which the SDK takes a file at once. */
  sealdBytes: (bytes: Uint8Array) => Uint8Array;
};

/** From where to where. */
type Way = { from: FileSource; into: Pick<WrittenFile, 'append'>; signal: AbortSignalLike | undefined };

/**
 * Encrypts in pieces and gives way to the user interface in between; in one piece where there are no streams. The SDK takes no empty
 * file. Rejects as reading and writing do, and with the signal's reason.
 */
export const encryptFile = (deps: FileEncryptionDeps, session: EncryptionSession, way: Way): Promise<void> =>
  through(deps, way, { ahead: AHEAD_BYTES }, (clear) =>
    session.encryptFile(clear, INNER_NAME, { fileSize: way.from.size }),
  );

/**
 * Decrypts in pieces, likewise; the SDK (0.25.0) gives the first one when it has decrypted the last, so it holds the whole file once. Give it only what is
 * known to be whole: on a damaged file it not only rejects but also raises an error that nobody can catch.
 */
export const decryptFile = (deps: FileEncryptionDeps, session: EncryptionSession, way: Way): Promise<void> =>
  through(
    deps,
    way,
    { ahead: Number.POSITIVE_INFINITY },
    async (encrypted) => (await session.decryptFile(encrypted)).data,
  );

/** Has the SDK work on a file as it takes one, and writes what it answers to that. `ahead`: how many bytes it gets more than were written. */
const through = (
  deps: FileEncryptionDeps,
  { from, into, signal }: Way,
  { ahead }: { ahead: number },
  work: (file: never) => Promise<unknown>,
): Promise<void> =>
  endable(signal, async (ending) => {
    if (!hasStreams()) {
      const whole = deps.sealdBytes(await from.read(0, from.size));
      return into.append((await work(whole as never)) as Uint8Array);
    }
    const written = createCount();
    const mayRead = (at: number) => written.until(at - ahead);
    const worked = work(inPieces(deps, from, mayRead, ending) as never);
    const answer = (await unlessAborted(worked, ending.signal)) as ByteStream;
    const take = async (piece: Uint8Array) => {
      await into.append(piece);
      written.add(piece.length);
    };
    return pour(answer, take, ending.signal);
  });

/**
 * What cannot be read ends the work, and not the stream, which then stands still: of one that breaks off, the SDK encrypts what it has as if it were all, and
 * raises an error that nobody can catch (0.25.0).
 */
const inPieces = (
  { runInSlices }: FileEncryptionDeps,
  source: FileSource,
  mayRead: (at: number) => Promise<void>,
  ending: Ending,
): ByteStream => {
  let at = 0;
  return streamOf(async () => {
    if (at >= source.size) return null;
    const start = at;
    at = Math.min(source.size, start + PIECE_BYTES);
    await mayRead(start);
    const piece = await runInSlices(() => source.read(start, at)).catch(ending.end);
    return piece && !ending.signal.aborted ? piece : new Promise<never>(() => {});
  });
};

/** Counts up, for one who waits until it has come to a number. */
const createCount = () => {
  let count = 0;
  let wake = () => {};
  return {
    add: (more: number) => {
      count += more;
      wake();
    },
    until: async (number: number): Promise<void> => {
      while (count < number)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
  };
};
