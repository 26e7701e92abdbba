import { historyStart, isInMainList } from './message-lookup.ts';
import { hasMutedChannel } from './personal/stored-mutes.ts';
import type { StoredChannel, StoredMessage } from './stored.ts';
import type { World } from './world.ts';

/** Whether a message can make a channel unread for this user: not their own, in the main list, not silent or deleted. */
const counts = (message: StoredMessage, userId: string): boolean =>
  message.userId !== userId &&
  isInMainList(message) &&
  !message.silent &&
  message.type !== 'system' &&
  message.deletedAt === undefined;

/** How many messages of a channel this user has not read. A muted channel has none [pub: stream-chat-ruby docs muting]. Walks back from the newest one, and stops at the read mark. */
export const unreadMessages = (world: World, channel: StoredChannel, userId: string): number => {
  const member = channel.members.get(userId);
  const since = Math.max(
    channel.reads.get(userId)?.lastReadAt ?? member?.createdAt ?? Number.POSITIVE_INFINITY,
    historyStart(channel, userId),
  );
  if (hasMutedChannel(world, userId, channel.cid)) return 0;
  let unread = 0;
  for (let index = channel.messageIds.length - 1; index >= 0; index -= 1) {
    const message = world.state.messages.get(channel.messageIds[index] ?? '');
    if (!message) continue;
    if (message.createdAt <= since) break;
    if (counts(message, userId)) unread += 1;
  }
  return unread;
};

/** The unread totals that ride on message events and on `me`. `unread_threads` is left out (always 0). */
export const unreadTotals = (world: World, userId: string) => {
  const perChannel = [...world.state.channels.values()]
    .filter((channel) => channel.members.has(userId))
    .map((channel) => unreadMessages(world, channel, userId));
  const total = perChannel.reduce((sum, unread) => sum + unread, 0);
  return {
    unread_count: total,
    total_unread_count: total,
    unread_channels: perChannel.filter((unread) => unread > 0).length,
    unread_threads: 0,
  };
};
