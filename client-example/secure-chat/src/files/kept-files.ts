import { SecureChatError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { SealedRecords } from '../storage/sealed-records.ts';
import type { FileSource } from './written-file.ts';

/** Bytes of files that could not be uploaded yet, encrypted on the device, until their message has gone. */
export type KeptFiles = {
  /** Answers the name it is kept under. Throws `SecureChatError` `OUTBOX_FULL`, also when the device has no room for it. */
  put: (source: FileSource) => Promise<string>;
  /** Null when it is not kept any more, or not all of it. */
  open: (name: string, size: number) => Promise<FileSource | null>;
  /** Best effort: it rejects never. */
  remove: (name: string) => Promise<void>;
  /** Takes away what is older than a day and not among these names: nobody will send it. */
  sweep: (wanted: ReadonlySet<string>) => Promise<void>;
};

/** A record of a file; the last one is shorter. */
const PIECE_BYTES = 1024 * 1024;
/** Files of all unsent messages together: 200 MB. */
export const MOST_PIECES = 200;
const DAY_MS = 86_400_000;
const PREFIX = 'file/';

export const createKeptFiles = (
  records: SealedRecords,
  { newId, now }: Pick<Platform, 'newId' | 'now'>,
): KeptFiles => {
  const remove: KeptFiles['remove'] = async (name) => {
    const keys = await records.keys(prefixOf(name)).catch((): string[] => []);
    await Promise.allSettled(keys.map((key) => records.remove(key)));
  };
  const open: KeptFiles['open'] = async (name, size) => {
    const keys = await records.keys(prefixOf(name)).catch((): string[] => []);
    if (keys.length !== piecesOf(size)) return null;
    let last: { piece: number; bytes: Promise<Uint8Array | null> } | undefined;
    const bytesOf = (piece: number) => {
      if (last?.piece !== piece) last = { piece, bytes: records.get(keyOf(name, piece)) };
      return last.bytes;
    };
    return { size, read: (start, end) => readPart(bytesOf, start, Math.min(end, size)) };
  };
  return {
    open,
    remove,
    put: async (source) => {
      const name = `${now().getTime()}-${newId()}`;
      try {
        const pieces = piecesOf(source.size);
        if ((await records.keys(PREFIX)).length + pieces > MOST_PIECES)
          throw new SecureChatError('OUTBOX_FULL');
        for (let piece = 0; piece < pieces; piece++) {
          const start = piece * PIECE_BYTES;
          const bytes = await source.read(start, Math.min(source.size, start + PIECE_BYTES));
          await records.set(keyOf(name, piece), bytes);
        }
        return name;
      } catch (error) {
        await remove(name);
        throw error instanceof SecureChatError ? error : new SecureChatError('OUTBOX_FULL', error);
      }
    },
    sweep: async (wanted) => {
      const keys = await records.keys(PREFIX).catch((): string[] => []);
      const names = new Set(keys.map((key) => key.split('/')[1] ?? ''));
      const isOld = (name: string) => now().getTime() - Number(name.split('-')[0]) > DAY_MS;
      for (const name of names) if (!wanted.has(name) && isOld(name)) await remove(name);
    },
  };
};

/** Throws `SecureChatError` `FILE_GONE` when a piece is missing or damaged. */
const readPart = async (
  bytesOf: (piece: number) => Promise<Uint8Array | null>,
  start: number,
  end: number,
): Promise<Uint8Array> => {
  const part = new Uint8Array(end - start);
  for (let at = start; at < end; ) {
    const piece = Math.floor(at / PIECE_BYTES);
    const from = at - piece * PIECE_BYTES;
    const bytes = await bytesOf(piece);
    const taken = bytes?.subarray(from, Math.min(bytes.length, from + end - at));
    if (!taken?.length) throw new SecureChatError('FILE_GONE');
    part.set(taken, at - start);
    at += taken.length;
  }
  return part;
};

const piecesOf = (size: number): number => Math.ceil(size / PIECE_BYTES);

const prefixOf = (name: string): string => `${PREFIX}${name}/`;

const keyOf = (name: string, piece: number): string => `${prefixOf(name)}${String(piece).padStart(4, '0')}`;
