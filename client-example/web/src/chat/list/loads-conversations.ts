import {
  type ConversationQuery,
  nextConversations,
  type RenewalSource,
  renewConversations,
} from '@sealed-stream/secure-chat/react';
import type { ChannelListProps } from 'stream-chat-react';

type Query = NonNullable<ChannelListProps['customQueryChannels']>;

const FIRST_PAUSE_MS = 1_000;
const MOST_TRIES = 4;

/**
 * In place of the vendor's way to load its list (stream-chat-react 14.12): a page may hold nothing but invitations, which have their own place. And when it is loaded anew,
 * after a lost connection, it comes as far as it was loaded; what was there stays until the answer is, and is not overtaken by an older one.
 */
export const loadsConversations = (
  stream: RenewalSource,
  wanted: ConversationQuery,
  pause: (milliseconds: number) => Promise<void> = sleep,
): Query => {
  /** Another one whenever the list begins to be another, or is. */
  let version = 0;
  return async ({ currentChannels: known, queryType, setChannels, setHasNextPage }) => {
    if (queryType !== 'reload') {
      const asked = version;
      const { channels, hasMore } = await nextConversations(stream, wanted, known);
      if (asked !== version) return;
      setChannels(channels);
      setHasNextPage(hasMore);
      return;
    }
    const mine = ++version;
    setChannels(known); // the vendor has just emptied it
    for (let attempt = 1; mine === version; attempt++) {
      try {
        const { from, hasMore } = await renewConversations(stream, wanted, known);
        if (mine !== version) return;
        version += 1;
        setChannels(from);
        setHasNextPage(hasMore);
        return;
      } catch (error) {
        if (known.length === 0 || attempt === MOST_TRIES) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  };
};

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
