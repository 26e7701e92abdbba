import type { Channel, ChannelFilters, ChannelOptions, ChannelSort } from 'stream-chat';
import { isInvitation } from './use-invitation.ts';

/** The part of stream-chat's client that is needed here. */
export type ChannelSource = {
  queryChannels: (filters: ChannelFilters, sort: ChannelSort, options: ChannelOptions) => Promise<Channel[]>;
};

export type ConversationQuery = {
  filters: ChannelFilters;
  sort: ChannelSort;
  options: ChannelOptions & { limit: number };
};

/** However many invitations somebody is flooded with, one load asks no more often than this; the next one goes on from there. */
const MOST_CALLS = 10;

/**
 * Loads the next page of a list of channels whose invitations are shown elsewhere: asks on while half a page of others is not found. `known`: what
 * is loaded, invitations included; nothing for the first page. Answers all. Throws what Stream throws.
 */
export const nextConversations = async (
  stream: ChannelSource,
  { filters, sort, options }: ConversationQuery,
  known: readonly Channel[],
): Promise<{ channels: Channel[]; hasMore: boolean }> => {
  const channels = new Map(known.map((channel) => [channel.cid, channel]));
  let offset = known.length;
  let shown = 0;
  for (let call = 1; ; call++) {
    const found = await stream.queryChannels(filters, sort, { ...options, offset });
    offset += found.length;
    for (const channel of found) {
      if (!channels.has(channel.cid) && !isInvitation(channel)) shown += 1;
      channels.set(channel.cid, channel);
    }
    const hasMore = found.length >= options.limit;
    if (!hasMore || shown >= options.limit / 2 || call === MOST_CALLS)
      return { channels: [...channels.values()], hasMore };
  }
};
