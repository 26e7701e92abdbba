import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type ApiRequest, actingUser, parse } from './api-request.ts';
import { isOn, maxMessageLength } from './channel-types.ts';
import { channelOf } from './channels.ts';
import { StreamError } from './errors.ts';
import { refuseLeftOut } from './left-out.ts';
import { announceNew, announceThreadHead } from './message-events.ts';
import { askMessageHook } from './message-hook.ts';
import { type MessageInput, messageContent, messageInput } from './message-input.ts';
import { demand } from './permissions.ts';
import { hasMutedChannel } from './personal/stored-mutes.ts';
import type { StoredChannel, StoredMessage } from './stored.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { decodeOptionalTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Sending messages, replies and quotes (stream.md section 6).
 *
 * Left out: running commands, link previews, pending messages, polls and locations (their fields are stored as sent),
 * slow mode, push, moderation, restricted visibility.
 */
const sendBody = z.looseObject({
  message: messageInput,
  keep_channel_hidden: z.boolean().default(false),
});

/** `POST .../message`. A repeat with the same id is refused with code 4 and "already exists", whatever its content. */
export const sendMessage = async (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const body = parse(sendBody, request.body);
  if (body.pending) refuseLeftOut('pending messages');
  const userId = actingUser(world, request, body.message);
  demandSend(world, request, channel, body.message);
  const draft = newMessage(world, channel, userId, body.message);
  if (channel.frozen) return { message: refusal(world, draft, 'this channel is frozen') };
  if (draft.text.length > maxMessageLength(world, channel)) return tooLong(world, draft);
  const verdict = await askMessageHook(world, channel, draft, request.info);
  if (verdict.kind === 'reject') return { message: verdict.message };
  refuseKnownId(world, draft.id);
  const message = store(world, channel, { ...verdict.message, ...stamps(world, verdict.message) });
  if (!body.keep_channel_hidden) showAgain(world, channel);
  announceNew(world, channel, message, verdict.hookFailed);
  announceThreadHead(world, channel, message);
  return { message: encodeMessage(world, message, { viewerId: userId }) };
};

/** A message brings a hidden channel back, but not to those who muted it [pub: stream-chat-ruby docs muting]. */
const showAgain = (world: World, channel: StoredChannel): void => {
  for (const userId of [...channel.hiddenBy])
    if (!hasMutedChannel(world, userId, channel.cid)) channel.hiddenBy.delete(userId);
};

const demandSend = (world: World, request: ApiRequest, channel: StoredChannel, input: MessageInput): void => {
  demand(world, request.caller, channel, 'create-message');
  if (input.type === 'system') demand(world, request.caller, channel, 'create-system-message');
  if (input.pinned) demand(world, request.caller, channel, 'pin-message');
  if ((input.attachments ?? []).length > 0) demand(world, request.caller, channel, 'create-attachment');
  if (input.parent_id && !isOn(world, channel, 'replies'))
    throw new StreamError('featureDisabled', 'replies are not enabled in this channel');
  if (input.quoted_message_id && !isOn(world, channel, 'quotes'))
    throw new StreamError('featureDisabled', 'quotes are not enabled in this channel');
};

/** A message about to be sent, checked; nothing is stored yet. */
const newMessage = (
  world: World,
  channel: StoredChannel,
  userId: string,
  input: MessageInput,
): StoredMessage => {
  const id = input.id || `${userId}-${randomUUID()}`;
  if (id.length > 255 || /[,%]/.test(id)) throw new StreamError('input', 'message id is not valid');
  refuseKnownId(world, id);
  const parentId = input.parent_id || undefined;
  if (parentId !== undefined) checkParent(world, channel, parentId);
  const now = world.now();
  return {
    id,
    cid: channel.cid,
    userId,
    type: input.type === 'system' ? 'system' : parentId === undefined ? 'regular' : 'reply',
    ...messageContent(world, channel, input),
    ...(parentId === undefined ? {} : { parentId }),
    replyIds: [],
    showInChannel: input.show_in_channel ?? false,
    pinned: input.pinned ?? false,
    ...(input.pinned ? { pinnedAt: now, pinnedById: userId } : {}),
    pinExpiresAt: decodeOptionalTime(input.pin_expires, 'pin_expires'),
    createdAt: now,
    updatedAt: now,
    deletedForUserIds: [],
    reactions: [],
  };
};

const refuseKnownId = (world: World, id: string): void => {
  if (world.state.messages.has(id)) throw new StreamError('input', `a message with ID ${id} already exists`);
};

const checkParent = (world: World, channel: StoredChannel, parentId: string): void => {
  const parent = world.state.messages.get(parentId);
  if (parent?.cid !== channel.cid)
    throw new StreamError('input', 'the parent message does not exist in this channel');
  if (parent.parentId !== undefined) throw new StreamError('nestedReply', 'a reply cannot have replies');
};

/** What a caller gets, as a 2xx, for a message that is not stored. */
const refusal = (world: World, draft: StoredMessage, text: string) =>
  encodeMessage(world, { ...draft, type: 'error', text, attachments: [] });

const tooLong = (world: World, draft: StoredMessage) => {
  if (world.faults.get().tooLong === '400')
    throw new StreamError('messageTooLong', 'message text is too long');
  return { message: refusal(world, draft, 'message text is too long') };
};

/** Times are those of storing, not of asking the hook, so that messages stay in the order they were stored. */
const stamps = (world: World, message: StoredMessage) => {
  const now = world.now();
  return { createdAt: now, updatedAt: now, ...(message.pinned ? { pinnedAt: now } : {}) };
};

/** Puts a message in its channel and thread; the sender has read up to it. */
export const store = (world: World, channel: StoredChannel, message: StoredMessage): StoredMessage => {
  world.state.messages.set(message.id, message);
  channel.messageIds.push(message.id);
  if (message.parentId !== undefined) world.state.messages.get(message.parentId)?.replyIds.push(message.id);
  if (message.parentId === undefined || message.showInChannel) {
    channel.lastMessageAt = message.createdAt;
    const read = channel.reads.get(message.userId);
    if (read) Object.assign(read, { lastReadAt: message.createdAt, lastReadMessageId: message.id });
  }
  world.changed();
  return message;
};
