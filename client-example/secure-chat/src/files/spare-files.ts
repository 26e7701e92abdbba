import * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { utf8 } from '../platform/utf8.ts';
import { channelPrefix, channelsIn, clearChannel } from '../storage/channel-records.ts';
import { parseKept } from '../storage/parse-kept.ts';
import type { SealedRecords } from '../storage/sealed-records.ts';
import type { StoredFile } from './file-transfer.ts';

/**
 * A file at Stream of which is not known that a message holds it. `first`: the hash of the file that it was uploaded in place of; its own when that is none. `isHanded`: a
 * message may hold it. `isOld`: for a day.
 */
export type SpareFile = { stored: StoredFile; first: string; isHanded: boolean; isOld: boolean };

/** What this device has uploaded and no message holds yet, kept over a crash: then it is used, or deleted, and not left behind. None of the calls rejects. */
export type SpareFiles = {
  note: (file: Omit<SpareFile, 'isOld'>) => Promise<void>;
  forget: (cid: string, sha256: string) => Promise<void>;
  of: (cid: string) => Promise<SpareFile[]>;
  /** Channels that have some. */
  cids: () => Promise<string[]>;
  clear: (cid: string) => Promise<void>;
};

const DAY_MS = 86_400_000;
const PREFIX = 'spare/';

const form = z.strictObject({
  v: z.literal(1),
  at: z.number(),
  first: z.string(),
  isHanded: z.boolean(),
  stored: z.strictObject({ url: z.string(), sha256: z.string(), cid: z.string(), sessionId: z.string() }),
});

export const createSpareFiles = (records: SealedRecords, now: Platform['now']): SpareFiles => {
  const keysOf = (cid: string) => records.keys(prefixOf(cid)).catch((): string[] => []);
  return {
    note: async (file) => {
      const kept: z.infer<typeof form> = { v: 1, at: now().getTime(), ...file };
      const { cid, sha256 } = file.stored;
      await records.set(keyOf(cid, sha256), utf8(JSON.stringify(kept))).catch(() => {});
    },
    forget: (cid, sha256) => records.remove(keyOf(cid, sha256)).catch(() => {}),
    of: async (cid) => {
      const found = await Promise.all((await keysOf(cid)).map((key) => records.get(key).catch(() => null)));
      const spares = found
        .flatMap((bytes) => (bytes && parseKept(form, bytes)) ?? [])
        .sort((one, other) => one.at - other.at);
      return spares.map(({ v: _, at, ...file }) => ({ ...file, isOld: now().getTime() - at > DAY_MS }));
    },
    cids: async () => channelsIn(await records.keys(PREFIX).catch((): string[] => [])),
    clear: (cid) => clearChannel(records, PREFIX, cid),
  };
};

const prefixOf = (cid: string): string => channelPrefix(PREFIX, cid);

const keyOf = (cid: string, sha256: string): string => `${prefixOf(cid)}${encodeURIComponent(sha256)}`;
