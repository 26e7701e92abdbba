import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type ApiRequest, parse } from './api-request.ts';
import { eraseChannel } from './channel-lifecycle.ts';
import { StreamError } from './errors.ts';
import { eraseMessage, isInMainList, messagesOf } from './message-lookup.ts';
import { sendEvent } from './publish.ts';
import type { StoredChannel, StoredUser } from './stored.ts';
import { deleteUploadsOf } from './uploads.ts';
import { encodeUser } from './v1/encode-user.ts';
import { encodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Deleting users for good, and the tasks that say how far it is. Hard for a user needs hard for messages and conversations
 * (comment on `DeleteUserOptions` in stream-chat's types). Tokens of a deleted id, and adding it as a member, are refused with code
 * 16 (stream-chat-flutter issue 850, stream-chat-react-native issue 3034) until a server names the id again: that makes a new user of
 * it. Whether Stream would is not published; nothing of ours may rest on a refusal. All is done before the answer: a task is
 * complete whenever it is asked for.
 *
 * Guessed, because no document says it: conversations are channels of two; an unknown id is refused with code 16 as a whole; the
 * user's sockets are closed; the others get `user.deleted` and no `member.removed`.
 * Left out: soft deletion, pruning, restoring, `DELETE /users/:id`, event hooks of `user.deleted`.
 */
const NORMAL_CLOSURE = 1000;

const hard = z.literal('hard');
const deletion = z.looseObject({
  user_ids: z.array(z.string()).min(1).max(100),
  user: hard,
  messages: hard,
  conversations: hard,
  /** The user's uploads go only with this [pub: GetStream/protocol v236, schema DeleteUsersRequest]. */
  files: z.boolean().default(false),
  new_channel_owner_id: z.string().optional(),
});

/** `POST /users/delete`. */
export const deleteUsers = (world: World, request: ApiRequest) => {
  const { user_ids, files, new_channel_owner_id } = parse(deletion, request.body);
  const users = user_ids.map((id) => {
    const user = world.state.users.get(id);
    if (!user) throw new StreamError('notFound', 'the user does not exist');
    return user;
  });
  const outcome = world.faults.get().deletions;
  if (outcome === 'ok')
    for (const user of users) {
      deleteUser(world, user, new_channel_owner_id);
      if (files) deleteUploadsOf(world, user.id);
    }
  const task = randomUUID();
  const result =
    outcome === 'silent' ? {} : Object.fromEntries(user_ids.map((id) => [id, { status: outcome }]));
  world.state.tasks.set(task, { at: world.now(), result });
  return { task_id: task };
};

/** `GET /tasks/:task`. `result` says for each user how it went [test: stream-chat-js, stream-chat-go, stream-py look for `ok`]. */
export const getTask = (world: World, { params }: ApiRequest) => {
  const { task = '' } = params;
  const done = world.state.tasks.get(task);
  if (!done) throw new StreamError('notFound', 'the task does not exist');
  const time = encodeTime(done.at);
  return { task_id: task, status: 'completed', created_at: time, updated_at: time, result: done.result };
};

const deleteUser = (world: World, user: StoredUser, newOwnerId: string | undefined): void => {
  const deletedAt = world.now();
  const encoded = { ...encodeUser(world, user), deleted_at: encodeTime(deletedAt) };
  const channels = [...world.state.channels.values()];
  const shared = channels.filter(({ members }) => members.has(user.id));
  const receivers = world.sockets
    .all()
    .filter(({ userId, watched }) => userId !== user.id && shared.some(({ cid }) => watched.has(cid)));
  world.state.users.delete(user.id);
  world.state.deletedUsers.set(user.id, deletedAt);
  const ownerId = newOwnerId ?? `delete-user-${randomUUID()}`;
  for (const channel of channels) leaveChannel(world, channel, user.id, ownerId);
  sendEvent(world, receivers, {
    type: 'user.deleted',
    user: encoded,
    hard_delete: true,
    mark_messages_deleted: true,
    delete_conversation_channels: true,
  });
  world.sockets.drop({ code: NORMAL_CLOSURE, userId: user.id });
};

const leaveChannel = (world: World, channel: StoredChannel, userId: string, ownerId: string): void => {
  if (channel.members.has(userId) && channel.members.size === 2) {
    eraseChannel(world, channel);
    return;
  }
  for (const message of messagesOf(world, channel)) {
    if (message.userId === userId) eraseMessage(world, message);
    message.reactions = message.reactions.filter((reaction) => reaction.userId !== userId);
    message.mentionedUserIds = message.mentionedUserIds.filter((id) => id !== userId);
  }
  channel.lastMessageAt = messagesOf(world, channel).filter(isInMainList).at(-1)?.createdAt;
  channel.members.delete(userId);
  channel.reads.delete(userId);
  channel.hiddenBy.delete(userId);
  channel.historyClearedBy.delete(userId);
  if (channel.createdById === userId) channel.createdById = ownerId;
};
