import { inChannel, publishToChannel, sendEvent } from './publish.ts';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { unreadTotals } from './unread.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/** `message.new` to watchers, `notification.message_new` to members' sockets that do not watch (stream.md section 8). */
export const announceNew = (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  hookFailed: boolean,
): void => {
  const event = {
    type: 'message.new',
    message: encodeMessage(world, message),
    user: encodeUserById(world, message.userId),
    watcher_count: world.sockets.watchers(channel.cid).length,
  };
  publishToChannel(world, channel, event, {
    perUser: (userId) => unreadTotals(world, userId),
    ...(hookFailed ? { hookOnly: { message: { ...event.message, before_message_send_failed: true } } } : {}),
  });
  for (const userId of channel.members.keys())
    if (userId !== message.userId) notifyNotWatching(world, channel, userId, event.message);
};

/** To each socket by itself: a tab that does not watch is told also while another tab of the same user does [test: stream-chat-js, 2021]. */
const notifyNotWatching = (world: World, channel: StoredChannel, userId: string, message: object): void => {
  const sockets = world.sockets.ofUser(userId).filter(({ watched }) => !watched.has(channel.cid));
  if (sockets.length === 0) return;
  const notice = inChannel(channel, {
    type: 'notification.message_new',
    message,
    channel: encodeChannel(world, channel, userId),
    ...unreadTotals(world, userId),
  });
  sendEvent(world, sockets, notice);
};

/** `message.updated`, also for a thread's head when its reply count changed. `userId` is who changed it. */
export const announceUpdated = (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  userId: string,
  hookOnly?: Custom,
): void =>
  publishToChannel(
    world,
    channel,
    {
      type: 'message.updated',
      message: encodeMessage(world, message),
      user: encodeUserById(world, userId),
    },
    hookOnly ? { hookOnly } : {},
  );

/** Tells watchers about the head of the thread a reply belongs to. */
export const announceThreadHead = (world: World, channel: StoredChannel, reply: StoredMessage): void => {
  const head = reply.parentId === undefined ? undefined : world.state.messages.get(reply.parentId);
  if (head) announceUpdated(world, channel, head, reply.userId);
};
