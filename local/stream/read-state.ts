import * as z from 'zod';
import { type ApiRequest, knownUser, optionalId, parse } from './api-request.ts';
import { isOn } from './channel-types.ts';
import { channelOf } from './channels.ts';
import { StreamError } from './errors.ts';
import { findMessage, isInMainList, messagesOf } from './message-lookup.ts';
import { demand } from './permissions.ts';
import { type EventBody, inChannel, publishToChannel, publishToUser } from './publish.ts';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { unreadMessages, unreadTotals } from './unread.ts';
import { limitCustom } from './v1/custom-fields.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { decodeTime, encodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Read and delivered state (stream.md sections 6 and 8).
 *
 * Left out: read state of threads (`thread_id` is acknowledged with an event, nothing is kept), privacy settings.
 */
const readBody = z.looseObject({ message_id: optionalId, thread_id: optionalId });

/** `POST .../read`: up to the newest message, or `message_id`. Somebody who is no member gets `event: null`. */
export const markRead = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'read-channel');
  const userId = knownUser(world, request);
  const body = parse(readBody, request.body);
  demandReadEvents(world, channel);
  if (!channel.members.has(userId)) return { event: null };
  return { event: readUpTo(world, channel, userId, body.message_id, body.thread_id) };
};

/** A `message.read` event that a client sent: its own mark, with whatever else it says. */
export const markReadByEvent = (
  world: World,
  request: ApiRequest,
  channel: StoredChannel,
  userId: string,
  sent: Custom,
) => {
  demand(world, request.caller, channel, 'read-channel');
  demandReadEvents(world, channel);
  const { user_id: _userId, user: _user, type: _type, ...claimed } = limitCustom(sent);
  if (!channel.members.has(userId)) throw new StreamError('notAllowed', 'only members have a read mark');
  return { event: readUpTo(world, channel, userId, undefined, undefined, claimed) };
};

const demandReadEvents = (world: World, channel: StoredChannel): void => {
  if (!isOn(world, channel, 'read_events'))
    throw new StreamError('eventDisabled', 'read events are not enabled in this channel');
};

const readUpTo = (
  world: World,
  channel: StoredChannel,
  userId: string,
  messageId?: string,
  threadId?: string,
  claimed: Custom = {},
): EventBody => {
  const message =
    messageId === undefined
      ? messagesOf(world, channel).filter(isInMainList).at(-1)
      : findMessage(world, messageId);
  const readAt = messageId === undefined ? world.now() : (message?.createdAt ?? world.now());
  if (threadId === undefined) {
    const read = channel.reads.get(userId) ?? { lastReadAt: 0 };
    channel.reads.set(userId, { ...read, lastReadAt: readAt, lastReadMessageId: message?.id });
  }
  const event = inChannel(channel, {
    type: 'message.read',
    user: encodeUserById(world, userId),
    created_at: encodeTime(world.now()),
    channel: encodeChannel(world, channel),
    last_read_message_id: message?.id,
    ...claimed,
    ...(threadId === undefined ? {} : { thread: { parent_message_id: threadId, channel_cid: channel.cid } }),
  });
  publishToChannel(world, channel, event);
  announceMarkRead(world, channel, userId);
  return event;
};

const announceMarkRead = (world: World, channel: StoredChannel, userId: string): void =>
  publishToUser(world, userId, channel, {
    type: 'notification.mark_read',
    user: encodeUserById(world, userId),
    channel: encodeChannel(world, channel),
    unread_messages: unreadMessages(world, channel, userId),
    ...unreadTotals(world, userId),
  });

const unreadBody = z.looseObject({
  message_id: optionalId,
  message_timestamp: optionalId,
  thread_id: optionalId,
});

/** `POST .../unread`: the named message, or the first from a time on, and everything after it becomes unread. */
export const markUnread = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'read-channel');
  demandReadEvents(world, channel);
  const userId = knownUser(world, request);
  const read = channel.reads.get(userId);
  const first = firstUnread(world, channel, parse(unreadBody, request.body));
  if (!first || !read) return {};
  const before = messagesOf(world, channel).findLast(
    (message) => isInMainList(message) && message.createdAt < first.createdAt,
  );
  read.lastReadAt = first.createdAt - 1;
  read.lastReadMessageId = before?.id;
  publishToUser(world, userId, channel, {
    type: 'notification.mark_unread',
    user: encodeUserById(world, userId),
    channel: encodeChannel(world, channel),
    first_unread_message_id: first.id,
    last_read_at: encodeTime(read.lastReadAt),
    last_read_message_id: before?.id,
    unread_messages: unreadMessages(world, channel, userId),
    ...unreadTotals(world, userId),
  });
  return {};
};

const firstUnread = (
  world: World,
  channel: StoredChannel,
  { message_id, message_timestamp }: z.output<typeof unreadBody>,
): StoredMessage | undefined => {
  if (message_id !== undefined) return findMessage(world, message_id);
  if (message_timestamp === undefined) return undefined;
  const from = decodeTime(message_timestamp, 'message_timestamp');
  return messagesOf(world, channel).find((message) => isInMainList(message) && message.createdAt >= from);
};

/** `POST /channels/read`: everything of the user; watchers of each channel hear of it. */
export const markAllRead = (world: World, request: ApiRequest) => {
  const userId = knownUser(world, request);
  for (const channel of world.state.channels.values())
    if (channel.members.has(userId) && unreadMessages(world, channel, userId) > 0)
      readUpTo(world, channel, userId);
  return {};
};

const deliveredBody = z.looseObject({
  latest_delivered_messages: z.array(z.looseObject({ cid: z.string(), id: z.string() })),
});

/** `POST /channels/delivered`: only moves forward; unknown messages and foreign channels are passed over. */
export const markDelivered = (world: World, request: ApiRequest) => {
  const userId = knownUser(world, request);
  for (const { cid, id } of parse(deliveredBody, request.body).latest_delivered_messages) {
    const channel = world.state.channels.get(cid);
    const message = world.state.messages.get(id);
    const read = channel?.reads.get(userId);
    if (!channel || !read || message?.cid !== cid || !isOn(world, channel, 'delivery_events')) continue;
    if (message.createdAt <= (read.lastDeliveredAt ?? 0)) continue;
    read.lastDeliveredAt = message.createdAt;
    read.lastDeliveredMessageId = message.id;
    publishToChannel(world, channel, {
      type: 'message.delivered',
      user: encodeUserById(world, userId),
      last_delivered_at: encodeTime(message.createdAt),
      last_delivered_message_id: message.id,
    });
  }
  return {};
};

/** `GET /unread`: totals per channel for a user. */
export const getUnread = (world: World, request: ApiRequest) => {
  const userId = knownUser(world, request, { user_id: request.query.get('user_id') ?? undefined });
  const channels = [...world.state.channels.values()].flatMap((channel) => {
    const read = channel.reads.get(userId);
    const unread = read ? unreadMessages(world, channel, userId) : 0;
    return read && unread > 0
      ? [{ channel_id: channel.cid, unread_count: unread, last_read: encodeTime(read.lastReadAt) }]
      : [];
  });
  const totals = unreadTotals(world, userId);
  return {
    total_unread_count: totals.total_unread_count,
    total_unread_threads_count: 0,
    total_unread_count_by_team: {},
    channels,
    channel_type: [],
    threads: [],
  };
};
