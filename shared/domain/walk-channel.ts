import { MESSAGE_PAGE, type StoredMessages, type StreamObject } from './stored-messages.ts';

/**
 * How far the walk through a channel has come: newest messages first, after each page the threads that hang on it.
 * `until`: where the main list goes on; null when it is done. `heads`: threads still to be walked, the first of them before
 * the reply `beforeReply`.
 */
export type ChannelPlace = {
  cid: string;
  until: string | null;
  heads: readonly string[];
  beforeReply: string | null;
};

export const startOf = (cid: string, to: string): ChannelPlace => ({
  cid,
  until: to,
  heads: [],
  beforeReply: null,
});

export const isWalked = ({ until, heads }: ChannelPlace): boolean => until === null && heads.length === 0;

type Reads = Pick<StoredMessages, 'listMessages' | 'listReplies'>;

/** Sees to a message; false when it is there no more. */
export type VisitMessage = (message: StreamObject) => Promise<boolean>;

/**
 * Takes one page of a channel, from its main list back to `from` or from a thread, and gives the place after it. Each page
 * of the main list is older than the one before, and each page of replies too, so the walk ends whatever is written or
 * deleted meanwhile.
 */
export const walkPage = (
  reads: Reads,
  place: ChannelPlace,
  from: string,
  visit: VisitMessage,
): Promise<ChannelPlace> => {
  const [head] = place.heads;
  return head === undefined ? walkMainList(reads, place, from, visit) : walkThread(reads, place, head, visit);
};

const walkMainList = async (
  reads: Reads,
  place: ChannelPlace,
  from: string,
  visit: VisitMessage,
): Promise<ChannelPlace> => {
  if (place.until === null) return place;
  const page = await reads.listMessages(place.cid, place.until);
  const heads: string[] = [];
  for (const message of page) {
    if (isBefore(timeOf(message), from)) continue;
    if ((await visit(message)) && hasReplies(message)) heads.push(String(message.id));
  }
  const oldest = page.map(timeOf).sort(byTime)[0];
  const isLast = page.length < MESSAGE_PAGE || oldest === undefined || isBefore(oldest, from);
  return { ...place, until: isLast ? null : olderThan(place.until, oldest), heads, beforeReply: null };
};

const walkThread = async (
  reads: Reads,
  place: ChannelPlace,
  head: string,
  visit: VisitMessage,
): Promise<ChannelPlace> => {
  const page = await reads.listReplies(head, place.beforeReply);
  const left: StreamObject[] = [];
  for (const reply of page) if (await visit(reply)) left.push(reply);
  if (page.length < MESSAGE_PAGE) return { ...place, heads: place.heads.slice(1), beforeReply: null };
  const oldest = left.toSorted((one, other) => byTime(timeOf(one), timeOf(other)))[0];
  // All of the page is gone: asking for the same place again gives the next ones.
  return oldest ? { ...place, beforeReply: String(oldest.id) } : place;
};

const hasReplies = ({ reply_count, deleted_reply_count }: StreamObject): boolean =>
  Number(reply_count ?? 0) + Number(deleted_reply_count ?? 0) > 0;

/** Where the next page begins. The oldest message stands on it once more, lest others of the same instant be left out. */
const olderThan = (until: string, oldest: string): string =>
  isBefore(oldest, until) ? oldest : new Date(Date.parse(oldest) - 1).toISOString();

const timeOf = ({ created_at }: StreamObject): string => {
  if (typeof created_at !== 'string' || Number.isNaN(Date.parse(created_at)))
    throw new Error('A stored message has no time');
  return created_at;
};

/** Stream's times have more digits than `Date` keeps. */
const byTime = (one: string, other: string): number =>
  Date.parse(one) - Date.parse(other) || one.localeCompare(other);
const isBefore = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);
