import type { Channel, Event } from 'stream-chat';
import { type ChannelSource, type ConversationQuery, nextConversations } from './conversation-pages.ts';

/** The part of stream-chat's client that is needed here. */
export type RenewalSource = ChannelSource & {
  on: (listener: (event: Event) => void) => { unsubscribe: () => void };
};

export type RenewedConversations = {
  /** The list as it is to be shown, from the one that is shown when the answer is there: events may have changed that meanwhile. */
  from: (shown: readonly Channel[]) => Channel[];
  hasMore: boolean;
};

/** What stream-chat-react puts on top of its list when it hears of it. */
const MOVING = new Set(['message.new', 'notification.message_new', 'notification.added_to_channel']);
/** However many were loaded: the others load again on scrolling. */
const MOST_CHANNELS = 200;

/**
 * Loads a list of channels again, as far as it was loaded (`known`, invitations included): after a lost connection nobody has told who was put in or taken out meanwhile, and
 * which come first. What is heard while Stream is being asked is newer than its answer, and counts. Throws what Stream throws.
 */
export const renewConversations = async (
  stream: RenewalSource,
  query: ConversationQuery,
  known: readonly Channel[],
): Promise<RenewedConversations> => {
  const moved = new Set<string>();
  const { unsubscribe } = stream.on(({ type, cid, channel }) => {
    const of = cid ?? channel?.cid;
    if (MOVING.has(type) && of) moved.add(of);
  });
  const wanted = Math.min(known.length, MOST_CHANNELS);
  const found = await untilAsMany(stream, query, wanted).catch((error: unknown) => {
    unsubscribe();
    throw error;
  });
  return {
    from: (shown) => {
      unsubscribe();
      const newest = shown.filter(({ cid }) => moved.has(cid));
      const all = [...newest, ...found.channels.filter((channel) => !newest.includes(channel))];
      return all.filter(({ disconnected }) => !disconnected);
    },
    hasMore: found.hasMore,
  };
};

const untilAsMany = async (stream: RenewalSource, query: ConversationQuery, wanted: number) => {
  let found = await nextConversations(stream, query, []);
  while (found.hasMore && found.channels.length < wanted)
    found = await nextConversations(stream, query, found.channels);
  return found;
};
