import { type ApiRequest, demandServer, viewer } from './api-request.ts';
import { StreamError } from './errors.ts';
import { announceThreadHead, announceUpdated } from './message-events.ts';
import { eraseMessage, findChannel, findMessage, isInMainList, messagesOf } from './message-lookup.ts';
import { demand } from './permissions.ts';
import { publishToChannel, publishToUser } from './publish.ts';
import type { StoredChannel, StoredMessage } from './stored.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/**
 * Deleting messages (stream.md section 6). A soft-deleted one stays in its place and in our store, words included;
 * only a server sees them, with `show_deleted_message`. Hard delete is for servers and takes a thread's replies along.
 *
 * Left out: undelete, deleting all messages of a user.
 */
export const deleteMessage = (world: World, request: ApiRequest) => {
  const message = findMessage(world, request.params.message ?? '');
  const channel = findChannel(world, message.cid);
  const by = viewer(request) ?? request.query.get('deleted_by') ?? message.userId;
  if (request.query.get('delete_for_me') === 'true') return deleteForOne(world, request, channel, message);
  demand(world, request.caller, channel, 'delete-message', message.userId);
  const hard = request.query.get('hard') === 'true';
  if (hard) demandServer(request);
  return hard ? hardDelete(world, channel, message, by) : softDelete(world, channel, message, by);
};

const softDelete = (world: World, channel: StoredChannel, message: StoredMessage, by: string) => {
  if (message.deletedAt === undefined) {
    message.deletedAt = world.now();
    message.updatedAt = message.deletedAt;
    announceDeleted(world, channel, message, by, false);
    announceThreadHead(world, channel, message);
  }
  return { message: encodeMessage(world, message) };
};

const hardDelete = (world: World, channel: StoredChannel, message: StoredMessage, by: string) => {
  message.deletedAt ??= world.now();
  const head = message.parentId === undefined ? undefined : world.state.messages.get(message.parentId);
  const encoded = encodeMessage(world, message);
  eraseMessage(world, message);
  channel.lastMessageAt = messagesOf(world, channel).filter(isInMainList).at(-1)?.createdAt;
  publishToChannel(world, channel, {
    type: 'message.deleted',
    message: encoded,
    user: encodeUserById(world, by),
    hard_delete: true,
  });
  if (head) announceUpdated(world, channel, head, by);
  return { message: encoded };
};

const announceDeleted = (
  world: World,
  channel: StoredChannel,
  message: StoredMessage,
  by: string,
  hard: boolean,
): void =>
  publishToChannel(world, channel, {
    type: 'message.deleted',
    message: encodeMessage(world, message),
    user: encodeUserById(world, by),
    hard_delete: hard,
  });

const deleteForOne = (world: World, request: ApiRequest, channel: StoredChannel, message: StoredMessage) => {
  const userId = viewer(request) ?? request.query.get('deleted_by') ?? undefined;
  if (userId === undefined) throw new StreamError('input', 'delete_for_me needs a user');
  demand(world, request.caller, channel, 'read-channel');
  if (!message.deletedForUserIds.includes(userId)) message.deletedForUserIds.push(userId);
  const encoded = encodeMessage(world, message, { viewerId: userId });
  publishToUser(world, userId, channel, {
    type: 'message.deleted',
    message: encoded,
    user: encodeUserById(world, userId),
    deleted_for_me: true,
  });
  return { message: encoded };
};
