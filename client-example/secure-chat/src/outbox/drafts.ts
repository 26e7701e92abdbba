import * as z from 'zod';
import { MAX_FILES } from '../../../../shared/contract/visible-file.ts';
import { keptFile, type SealedFile } from '../files/sealed-file.ts';
import { utf8 } from '../platform/utf8.ts';
import { channelPrefix, channelsIn, clearChannel } from '../storage/channel-records.ts';
import { parseKept } from '../storage/parse-kept.ts';
import type { SealedRecords } from '../storage/sealed-records.ts';
import { keptFileForm } from './outbox-entry.ts';

/** What somebody has begun to write. */
export type Draft = {
  text: string;
  quotedMessageId?: string | undefined;
  /** Those that are uploaded or kept on the device. */
  attachments?: readonly SealedFile[] | undefined;
};

/** One per conversation, and one per thread of it; `parentId` is the thread's message. None of the calls rejects, but for two. */
export type Drafts = {
  get: (cid: string, parentId?: string) => Promise<Draft | null>;
  /** Null, or an empty one, forgets it. Of a very long text the beginning is kept. */
  put: (cid: string, draft: Draft | null, parentId?: string) => Promise<void>;
  /** Rejects when the device cannot be read: what somebody may still want would be missing. */
  all: () => Promise<Draft[]>;
  /** Those of a channel and of its threads. Rejects as `all` does. */
  of: (cid: string) => Promise<Draft[]>;
  /** Channels that have some. */
  cids: () => Promise<string[]>;
  /** Takes all of a channel away. */
  clear: (cid: string) => Promise<void>;
};

/** The oldest goes when there are more. */
export const MOST_DRAFTS = 200;
const MOST_LETTERS = 50_000;
const PREFIX = 'draft/';

const form = z.strictObject({
  v: z.literal(1),
  at: z.number(),
  text: z.string(),
  quotedMessageId: z.string().optional(),
  attachments: z.array(keptFileForm).max(MAX_FILES).optional(),
});

export const createDrafts = (records: SealedRecords, now: () => Date): Drafts => {
  const read = async (key: string) => {
    const bytes = await records.get(key).catch(() => null);
    return bytes && parseKept(form, bytes);
  };
  const keys = () => records.keys(PREFIX).catch((): string[] => []);
  const readAll = async (prefix: string): Promise<Draft[]> => {
    const found = await Promise.all((await records.keys(prefix)).map(records.get));
    return found.flatMap((bytes) => (bytes && parseKept(form, bytes)) ?? []);
  };
  const makeRoom = async (key: string): Promise<void> => {
    const others = (await keys()).filter((other) => other !== key);
    if (others.length < MOST_DRAFTS) return;
    const ages = await Promise.all(
      others.map(async (other) => ({ other, at: (await read(other))?.at ?? 0 })),
    );
    const [oldest] = ages.sort((one, than) => one.at - than.at);
    if (oldest) await records.remove(oldest.other);
  };
  return {
    get: async (cid, parentId) => {
      const found = await read(keyOf(cid, parentId));
      if (!found) return null;
      const { text, quotedMessageId, attachments } = found;
      return { text, quotedMessageId, attachments };
    },
    put: async (cid, draft, parentId) => {
      const key = keyOf(cid, parentId);
      try {
        if (!draft || isEmpty(draft)) return await records.remove(key);
        await makeRoom(key);
        await records.set(key, utf8(JSON.stringify(formOf(draft, now().getTime()))));
      } catch {
        // a draft that cannot be kept lasts as long as its window
      }
    },
    all: () => readAll(PREFIX),
    of: (cid) => readAll(prefixOf(cid)),
    cids: async () => channelsIn(await keys()),
    clear: (cid) => clearChannel(records, PREFIX, cid),
  };
};

const isEmpty = ({ text, quotedMessageId, attachments = [] }: Draft): boolean =>
  text.trim() === '' && quotedMessageId === undefined && attachments.length === 0;

const formOf = ({ text, quotedMessageId, attachments = [] }: Draft, at: number): z.infer<typeof form> => ({
  v: 1,
  at,
  text: text.slice(0, MOST_LETTERS),
  ...(quotedMessageId !== undefined && { quotedMessageId }),
  ...(attachments.length > 0 && { attachments: attachments.slice(0, MAX_FILES).map(keptFile) }),
});

const prefixOf = (cid: string): string => channelPrefix(PREFIX, cid);

const keyOf = (cid: string, parentId = ''): string => `${prefixOf(cid)}${encodeURIComponent(parentId)}`;
