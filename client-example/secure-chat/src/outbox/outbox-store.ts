import { SecureChatError } from '../errors.ts';
import { channelPrefix, channelsIn, clearChannel } from '../storage/channel-records.ts';
import type { SealedRecords } from '../storage/sealed-records.ts';
import { entryBytes, type KeptEntry, parseEntry } from './outbox-entry.ts';

/** Unsent messages of all channels together. */
export const MOST_UNSENT = 500;
/** Words and small pictures of one of them: far more than Stream takes of a message. */
export const MOST_ENTRY_BYTES = 200_000;

/** The unsent messages of one person as they are kept on the device. */
export type OutboxStore = {
  /** Those of a channel, in their order; damaged ones are left out. Rejects when the device cannot be read. */
  load: (cid: string) => Promise<KeptEntry[]>;
  /** One of them as it is kept now; null when it is not, any more or because the device cannot keep it. */
  find: (cid: string, entry: KeptEntry) => Promise<KeptEntry | null>;
  /** False when the device cannot keep it: then it lasts as long as the window. Throws `SecureChatError` `OUTBOX_FULL` for a new one that is too much. */
  save: (cid: string, entry: KeptEntry, isNew: boolean) => Promise<boolean>;
  remove: (cid: string, entry: KeptEntry) => Promise<void>;
  /** Channels that have some. Rejects when the device cannot be read. */
  cids: () => Promise<string[]>;
  /** Takes all of a channel away, also those that cannot be read. Rejects never. */
  clear: (cid: string) => Promise<void>;
};

const PREFIX = 'outbox/';
/** Digits of a time in milliseconds, so that names sort as times do. */
const DIGITS = 15;

export const createOutboxStore = (records: SealedRecords): OutboxStore => {
  const find: OutboxStore['find'] = async (cid, entry) => {
    const bytes = await records.get(keyOf(cid, entry)).catch(() => null);
    return bytes && parseEntry(bytes);
  };
  return {
    find,
    load: async (cid) => {
      const found: KeptEntry[] = [];
      for (const key of await records.keys(prefixOf(cid))) {
        const bytes = await records.get(key);
        const entry = bytes && parseEntry(bytes);
        if (entry && keyOf(cid, entry) === key) found.push(entry);
      }
      return found;
    },
    save: async (cid, entry, isNew) => {
      try {
        const bytes = entryBytes(entry);
        const isTooLong = bytes.length > MOST_ENTRY_BYTES;
        if (isNew && (isTooLong || (await records.keys(PREFIX)).length >= MOST_UNSENT))
          throw new SecureChatError('OUTBOX_FULL');
        if (!isTooLong) await records.set(keyOf(cid, entry), bytes);
        return !isTooLong;
      } catch (error) {
        if (error instanceof SecureChatError) throw error;
        return false;
      }
    },
    remove: (cid, entry) => records.remove(keyOf(cid, entry)).catch(() => {}),
    cids: async () => channelsIn(await records.keys(PREFIX)),
    clear: (cid) => clearChannel(records, PREFIX, cid),
  };
};

const prefixOf = (cid: string): string => channelPrefix(PREFIX, cid);

const keyOf = (cid: string, { place, id }: KeptEntry): string =>
  `${prefixOf(cid)}${String(place).padStart(DIGITS, '0')}/${encodeURIComponent(id)}`;
