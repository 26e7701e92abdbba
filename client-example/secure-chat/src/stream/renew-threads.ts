import type { Channel, LocalMessage, MessageResponse, StreamChat } from 'stream-chat';
import { isStored } from './message-lists.ts';
import { timeOf } from './time-of.ts';

/** One thread of a channel, before and after a lost connection. Oldest first. */
export type Replies = {
  parentId: string;
  held: readonly LocalMessage[];
  now: readonly LocalMessage[];
  /** There are missed ones that are in neither. */
  hasGap: boolean;
};

/** As many threads of one channel as are asked for, those with the newest answers first. The others load when they are opened. */
export const MOST_THREADS = 10;
const PAGE = 25;
const MOST_AT_ONCE = 100;

/** Held answers by the id of what they answer. */
export const heldThreads = ({ state }: Channel): ReadonlyMap<string, readonly LocalMessage[]> =>
  new Map(Object.entries(state.threads).map(([id, replies]) => [id, replies.filter(isStored)]));

type Known = {
  held: readonly LocalMessage[];
  threads: ReadonlyMap<string, readonly LocalMessage[]>;
  messages: readonly MessageResponse[];
};

/**
 * Asks for the threads that are held, and for those of these messages that have grown. `isMore`: there are others, which are not asked for. Throws what
 * Stream throws.
 */
export const repliesAnew = async (
  client: StreamChat,
  channel: Channel,
  known: Known,
): Promise<{ replies: Replies[]; isMore: boolean }> => {
  const { threads } = known;
  const grown = grownThreads(known);
  const newest = (id: string) => timeOf(threads.get(id)?.at(-1)) || 0;
  const wanted = [...[...threads.keys()].sort((one, other) => newest(other) - newest(one)), ...grown.keys()];
  const replies: Replies[] = [];
  for (const parentId of wanted.slice(0, MOST_THREADS)) {
    const held = threads.get(parentId) ?? [];
    const limit = Math.min(MOST_AT_ONCE, held.length + PAGE);
    const page = await repliesTo(client, parentId, limit);
    if (!page) continue; // what was answered is gone, its answers with it
    const now = page.map((message) => channel.state.formatMessage(message));
    const more = grown.get(parentId);
    if (more === undefined) replies.push({ parentId, held, now, hasGap: !isTouching(held, now, limit) });
    else replies.push({ parentId, held: now.slice(0, -more), now, hasGap: more > now.length });
  }
  return { replies, isMore: wanted.length > MOST_THREADS };
};

/** By how many answers more these messages have than before, where their threads are not held. */
const grownThreads = ({ held, threads, messages }: Known): ReadonlyMap<string, number> => {
  const before = new Map(held.map(({ id, reply_count = 0 }) => [id, reply_count]));
  const newest = timeOf(held.at(-1));
  const grown = new Map<string, number>();
  for (const message of messages) {
    const { id, reply_count = 0 } = message;
    const isKnown = before.has(id) || held.length === 0 || timeOf(message) > newest;
    const more = reply_count - (before.get(id) ?? 0);
    if (isKnown && !threads.has(id) && more > 0) grown.set(id, more);
  }
  return grown;
};

const isTouching = (held: readonly LocalMessage[], now: readonly LocalMessage[], limit: number): boolean => {
  const ids = new Set(held.map(({ id }) => id));
  return now.length < limit || held.length === 0 || now.some(({ id }) => ids.has(id));
};

/** The newest answers, oldest first; null when there is nothing any more that they could answer. */
const repliesTo = async (
  client: StreamChat,
  parentId: string,
  limit: number,
): Promise<MessageResponse[] | null> => {
  const url = `${client.baseURL}/messages/${encodeURIComponent(parentId)}/replies`;
  try {
    return (await client.get<{ messages: MessageResponse[] }>(url, { limit })).messages;
  } catch (error) {
    if ((error as { status?: unknown }).status === 404) return null;
    throw error;
  }
};
