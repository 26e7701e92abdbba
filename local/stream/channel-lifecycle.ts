import * as z from 'zod';
import { type ApiRequest, actingUser, parse } from './api-request.ts';
import { channelOf } from './channels.ts';
import { eraseMessage, messagesOf } from './message-lookup.ts';
import { demand } from './permissions.ts';
import { publishToChannel, publishToUser } from './publish.ts';
import type { StoredChannel } from './stored.ts';
import { postSystemMessage, systemMessageInput } from './system-message.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { decodeOptionalTime, encodeTime } from './v1/time.ts';
import { stopWatching } from './watching.ts';
import type { World } from './world.ts';

/**
 * Deleting, truncating, hiding, leaving a channel alone (stream.md section 6).
 *
 * Left out: keeping a soft-deleted channel (both kinds of delete erase it), batch delete, truncating for some members only.
 */
export const deleteChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'delete-channel');
  return { channel: eraseChannel(world, channel) };
};

/** Takes a channel and its messages away for good, and tells its members; answers the channel as it is told of. */
export const eraseChannel = (world: World, channel: StoredChannel): object => {
  const encoded = { ...encodeChannel(world, channel), deleted_at: encodeTime(world.now()) };
  publishToChannel(world, channel, { type: 'channel.deleted', channel: encoded });
  const watching = world.sockets.watchers(channel.cid);
  for (const userId of channel.members.keys())
    if (!watching.includes(userId))
      publishToUser(world, userId, channel, { type: 'notification.channel_deleted', channel: encoded });
  for (const message of messagesOf(world, channel)) eraseMessage(world, message);
  for (const connection of world.sockets.watching(channel.cid)) connection.watched.delete(channel.cid);
  world.state.channels.delete(channel.cid);
  return encoded;
};

const truncateBody = z.looseObject({
  truncated_at: z.string().optional(),
  message: systemMessageInput.nullish(),
});

/** `POST .../truncate`: removes every message up to now (or `truncated_at`). */
export const truncateChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'truncate-channel');
  const body = parse(truncateBody, request.body);
  const until = decodeOptionalTime(body.truncated_at, 'truncated_at') ?? world.now();
  for (const message of messagesOf(world, channel))
    if (message.createdAt <= until) eraseMessage(world, message);
  channel.truncatedAt = until;
  channel.lastMessageAt = messagesOf(world, channel).at(-1)?.createdAt;
  const message = body.message
    ? encodeMessage(
        world,
        postSystemMessage(world, channel, body.message, actingUser(world, request, body.message)),
      )
    : undefined;
  publishToChannel(world, channel, {
    type: 'channel.truncated',
    channel: encodeChannel(world, channel),
    ...(message ? { message } : {}),
  });
  return { channel: encodeChannel(world, channel), ...(message ? { message } : {}) };
};

const hideBody = z.looseObject({ clear_history: z.boolean().default(false) });

/** `POST .../hide`: leaves the user's list until the next message. */
export const hideChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  demand(world, request.caller, channel, 'read-channel');
  const userId = actingUser(world, request);
  const { clear_history } = parse(hideBody, request.body);
  channel.hiddenBy.add(userId);
  if (clear_history) channel.historyClearedBy.set(userId, world.now());
  publishToUser(world, userId, channel, {
    type: 'channel.hidden',
    channel: encodeChannel(world, channel),
    user: encodeUserById(world, userId),
    clear_history,
  });
  return {};
};

/** `POST .../show`: undoes hide; a cleared history stays cleared. */
export const showChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const userId = actingUser(world, request);
  channel.hiddenBy.delete(userId);
  publishToUser(world, userId, channel, {
    type: 'channel.visible',
    channel: encodeChannel(world, channel),
    user: encodeUserById(world, userId),
  });
  return {};
};

/** `POST .../stop-watching`. */
export const unwatchChannel = (world: World, request: ApiRequest) => {
  stopWatching(world, request, channelOf(world, request));
  return {};
};
