import { StreamError } from './errors.ts';
import type { StoredChannel, StoredMessage } from './stored.ts';
import type { World } from './world.ts';

export const findMessage = (world: World, messageId: string): StoredMessage => {
  const message = world.state.messages.get(messageId);
  if (!message) throw new StreamError('notFound', 'message does not exist');
  return message;
};

export const findChannel = (world: World, cid: string): StoredChannel => {
  const channel = world.state.channels.get(cid);
  if (!channel) throw new StreamError('notFound', 'channel does not exist');
  return channel;
};

/** Every message of a channel, thread replies included, oldest first. */
export const messagesOf = (world: World, channel: StoredChannel): StoredMessage[] =>
  channel.messageIds.flatMap((id) => world.state.messages.get(id) ?? []);

/** The replies of one thread, oldest first, soft-deleted ones included. */
export const repliesTo = (world: World, parent: StoredMessage): StoredMessage[] =>
  parent.replyIds.flatMap((id) => world.state.messages.get(id) ?? []);

/** Whether a message belongs to the main list: no thread reply, unless it was also sent to the channel. */
export const isInMainList = (message: StoredMessage): boolean =>
  message.parentId === undefined || message.showInChannel;

/** Whether a message is pinned now: a pin may end by itself [test: stream-chat-js, 2021]. */
export const isPinned = (world: World, { pinned, pinExpiresAt }: StoredMessage): boolean =>
  pinned && (pinExpiresAt === undefined || pinExpiresAt > world.clock.peek());

/** The pinned ones among messages, the newest pin first [test: stream-chat-js, 2021]. */
export const newestPins = (world: World, messages: readonly StoredMessage[]): StoredMessage[] =>
  messages
    .filter((message) => isPinned(world, message))
    .sort((one, other) => (other.pinnedAt ?? 0) - (one.pinnedAt ?? 0));

/** The time before which this viewer sees nothing (`hide_history`, or a history they cleared). */
export const historyStart = (channel: StoredChannel, viewerId: string | undefined): number => {
  if (viewerId === undefined) return 0;
  const hidden = channel.members.get(viewerId)?.historyFrom ?? 0;
  return Math.max(hidden, channel.historyClearedBy.get(viewerId) ?? 0);
};

/** Takes a message and its place in the channel away for good. */
export const eraseMessage = (world: World, message: StoredMessage): void => {
  const channel = world.state.channels.get(message.cid);
  if (channel) channel.messageIds = channel.messageIds.filter((id) => id !== message.id);
  const parent = message.parentId === undefined ? undefined : world.state.messages.get(message.parentId);
  if (parent) parent.replyIds = parent.replyIds.filter((id) => id !== message.id);
  for (const replyId of message.replyIds) {
    const reply = world.state.messages.get(replyId);
    if (reply) eraseMessage(world, reply);
  }
  world.state.messages.delete(message.id);
};
