import * as z from 'zod';
import { type ApiRequest, actingUser, list, namedUser, parse } from './api-request.ts';
import { maxMessageLength } from './channel-types.ts';
import { StreamError } from './errors.ts';
import { announceUpdated } from './message-events.ts';
import { askMessageHook } from './message-hook.ts';
import { type MessageInput, messageContent, messageInput } from './message-input.ts';
import { findChannel, findMessage } from './message-lookup.ts';
import { demand } from './permissions.ts';
import type { Custom, StoredChannel, StoredMessage } from './stored.ts';
import { withPartial } from './v1/custom-fields.ts';
import { encodeMessage, messageFields, unusedMessageFields } from './v1/encode-message.ts';
import { decodeOptionalTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Full and partial update of a message, pins included (stream.md section 6). Both ask the before-message-send hook.
 *
 * Left out: edit history, undelete.
 */
const fullBody = z.looseObject({ message: messageInput });

/** `POST /messages/:m`: content is replaced as a whole; custom fields that are not sent are dropped. */
export const updateMessage = async (world: World, request: ApiRequest) => {
  const { message, channel } = target(world, request);
  const { message: input } = parse(fullBody, request.body);
  const userId = editor(world, request, input, message);
  demand(world, request.caller, channel, 'update-message', message.userId);
  refuseSilence(input, message);
  const content = { ...messageContent(world, channel, input), silent: message.silent };
  const quotedMessageId = content.quotedMessageId ?? message.quotedMessageId;
  const pin = pinOf(world, request, channel, message, input, userId);
  return save(world, request, channel, message, { ...message, ...content, quotedMessageId, ...pin }, userId);
};

const partialBody = z.looseObject({
  set: messageInput.prefault({}),
  unset: list(z.string()),
});

/** `PUT /messages/:m`: changes what is named. Whoever may pin needs no right to edit for a pure pin or unpin. */
export const patchMessage = async (world: World, request: ApiRequest) => {
  const { message, channel } = target(world, request);
  const { set, unset } = parse(partialBody, request.body);
  const userId = editor(world, request, request.body, message);
  const pinOnly = [...Object.keys(set), ...unset].every((key) => pinKeys.includes(key));
  if (!pinOnly) demand(world, request.caller, channel, 'update-message', message.userId);
  refuseSilence(set, message);
  const next = {
    ...message,
    ...changedContent(world, channel, message, set, unset),
    ...pinOf(world, request, channel, message, set, userId),
  };
  return save(world, request, channel, message, next, userId);
};

/** A message stays silent or not as it was sent: code 4 [test: stream-chat-js, 2021]. */
const refuseSilence = ({ silent }: MessageInput, message: StoredMessage): void => {
  if (typeof silent === 'boolean' && silent !== message.silent)
    throw new StreamError('input', 'message.silent field cannot be updated');
};

const pinKeys = ['pinned', 'pin_expires', 'pinned_at'];

const target = (world: World, request: ApiRequest) => {
  const message = findMessage(world, request.params.message ?? '');
  if (message.deletedAt !== undefined) throw new StreamError('input', 'a deleted message cannot be updated');
  return { message, channel: findChannel(world, message.cid) };
};

/** Who edits: the token's user, or whom a server names, else the author. */
const editor = (world: World, request: ApiRequest, source: unknown, message: StoredMessage): string =>
  request.caller.kind === 'user' ? actingUser(world, request) : (namedEditor(source) ?? message.userId);

/** The SDK echoes the author as `user` beside `user_id` on a full update, so here both may be set. */
const namedEditor = (source: unknown): string | undefined => {
  const { user_id } = (source ?? {}) as { user_id?: unknown };
  return typeof user_id === 'string' ? user_id : namedUser(source);
};

const changedContent = (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  set: MessageInput,
  unset: readonly string[],
): Partial<StoredMessage> => {
  const sent = messageContent(world, channel, set);
  const kept = Object.entries(sent).filter(
    ([name]) => wireNames[name] !== undefined && wireNames[name] in set,
  );
  const isCustom = (key: string) => !messageFields.has(key.split('.')[0] ?? '');
  const cleared: Partial<StoredMessage> = {
    ...(unset.includes('text') ? { text: '' } : {}),
    ...(unset.includes('attachments') ? { attachments: [] } : {}),
    ...(unset.includes('mentioned_users') ? { mentionedUserIds: [] } : {}),
    ...(unset.includes('quoted_message_id') ? { quotedMessageId: undefined } : {}),
  };
  return {
    ...Object.fromEntries(kept),
    ...cleared,
    unused: without({ ...message.unused, ...sent.unused }, unset),
    custom: withPartial(message.custom, sent.custom, unset.filter(isCustom)),
  };
};

const wireNames: Record<string, string> = {
  text: 'text',
  attachments: 'attachments',
  mentionedUserIds: 'mentioned_users',
  quotedMessageId: 'quoted_message_id',
};

const without = (fields: Custom, names: readonly string[]): Custom =>
  Object.fromEntries(
    Object.entries(fields).filter(([key]) => unusedMessageFields.has(key) && !names.includes(key)),
  );

const pinOf = (
  world: World,
  request: ApiRequest,
  channel: StoredChannel,
  message: StoredMessage,
  input: MessageInput,
  userId: string,
): Partial<StoredMessage> => {
  const pinExpiresAt = decodeOptionalTime(input.pin_expires, 'pin_expires');
  const pinned = input.pinned ?? message.pinned;
  if (pinned === message.pinned) return input.pin_expires === undefined ? {} : { pinExpiresAt };
  demand(world, request.caller, channel, 'pin-message', message.userId);
  if (!pinned) return { pinned, pinnedAt: undefined, pinnedById: undefined, pinExpiresAt: undefined };
  return { pinned, pinnedAt: world.now(), pinnedById: userId, pinExpiresAt };
};

/** Checks the length, asks the hook, stores and announces. A refused edit answers 2xx with a message of type `error`. */
const save = async (
  world: World,
  request: ApiRequest,
  channel: StoredChannel,
  before: StoredMessage,
  next: StoredMessage,
  userId: string,
) => {
  if (next.text.length > maxMessageLength(world, channel))
    throw new StreamError('messageTooLong', 'message text is too long');
  const verdict = await askMessageHook(world, channel, next, request.info);
  if (verdict.kind === 'reject') return { message: verdict.message };
  const now = world.now();
  const changed = verdict.message;
  const message = world.state.messages.get(before.id);
  if (!message) throw new StreamError('notFound', 'message does not exist');
  Object.assign(message, {
    ...changed,
    reactions: message.reactions,
    replyIds: message.replyIds,
    updatedAt: now,
    ...(changed.text === before.text ? {} : { textUpdatedAt: now }),
  });
  const failedMark = verdict.hookFailed
    ? { message: { ...encodeMessage(world, message), before_message_send_failed: true } }
    : undefined;
  announceUpdated(world, channel, message, userId, failedMark);
  return { message: encodeMessage(world, message, { viewerId: userId }) };
};
