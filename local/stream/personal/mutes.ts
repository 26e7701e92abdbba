import * as z from 'zod';
import { type ApiRequest, actingUser, list, maybe, optionalId, parse } from '../api-request.ts';
import { StreamError } from '../errors.ts';
import { findChannel } from '../message-lookup.ts';
import { demand, mayInApp } from '../permissions.ts';
import { sendEvent } from '../publish.ts';
import type { StoredUser } from '../stored.ts';
import type { World } from '../world.ts';
import { encodeChannelMute, encodeOwnUser, encodeUserMute } from './own-user.ts';
import { mute } from './stored-mutes.ts';

/**
 * Muting users and channels for oneself [pub: GetStream/protocol v236, MuteUser-, MuteChannelResponse; stream-chat-ruby docs muting].
 * A muted channel does not count as unread and stays hidden when a message comes; a muted user's messages are for the SDK to pass over.
 */
const MINUTE_MS = 60_000;

const users = z.looseObject({
  target_id: optionalId,
  target_ids: list(z.string()),
  timeout: maybe(z.int().min(0)),
});
const channels = z.looseObject({
  channel_cid: optionalId,
  channel_cids: list(z.string()),
  expiration: maybe(z.int().min(0)),
});

const targets = (one: string | undefined, many: readonly string[]): string[] => {
  const all = [...(one === undefined ? [] : [one]), ...many];
  if (all.length === 0) throw new StreamError('input', 'nothing to mute is named');
  return all;
};

const muter = (world: World, request: ApiRequest): StoredUser => {
  const user = world.state.users.get(actingUser(world, request));
  if (!user) throw new StreamError('notFound', 'the user does not exist');
  return user;
};

/** `POST /moderation/mute`. Throws code 4 for oneself or somebody unknown. */
export const muteUsers = (world: World, request: ApiRequest) => {
  const { target_id, target_ids, timeout } = parse(users, request.body);
  const user = muter(world, request);
  if (request.caller.kind === 'user' && !mayInApp(world, user.id, 'mute-user'))
    throw new StreamError('notAllowed', 'user is not allowed to perform action "mute-user"');
  const ids = targets(target_id, target_ids);
  if (ids.some((id) => id === user.id || !world.state.users.has(id)))
    throw new StreamError('input', 'a user to mute does not exist, or is oneself');
  const mutes = ids.map((id) =>
    encodeUserMute(world, user, id, mute(world, user, 'users', id, timeout && timeout * MINUTE_MS)),
  );
  announce(world, user, 'notification.mutes_updated');
  return {
    ...(target_id === undefined ? { mutes } : { mute: mutes[0] }),
    own_user: encodeOwnUser(world, user),
  };
};

/** `POST /moderation/unmute`. What was not muted is no fault. */
export const unmuteUsers = (world: World, request: ApiRequest) => {
  const { target_id, target_ids } = parse(users, request.body);
  const user = muter(world, request);
  for (const id of targets(target_id, target_ids)) user.mutes?.users.delete(id);
  announce(world, user, 'notification.mutes_updated');
  return {};
};

/** `POST /moderation/mute/channel`; `expiration` is in milliseconds. */
export const muteChannels = (world: World, request: ApiRequest) => {
  const { channel_cid, channel_cids, expiration } = parse(channels, request.body);
  const user = muter(world, request);
  const cids = targets(channel_cid, channel_cids);
  for (const cid of cids) demand(world, request.caller, findChannel(world, cid), 'mute-channel');
  const mutes = cids.map((cid) =>
    encodeChannelMute(world, user, cid, mute(world, user, 'channels', cid, expiration)),
  );
  announce(world, user, 'notification.channel_mutes_updated');
  return {
    ...(channel_cid === undefined ? { channel_mutes: mutes } : { channel_mute: mutes[0] }),
    own_user: encodeOwnUser(world, user),
  };
};

/** `POST /moderation/unmute/channel`. */
export const unmuteChannels = (world: World, request: ApiRequest) => {
  const { channel_cid, channel_cids } = parse(channels, request.body);
  const user = muter(world, request);
  for (const cid of targets(channel_cid, channel_cids)) user.mutes?.channels.delete(cid);
  announce(world, user, 'notification.channel_mutes_updated');
  return {};
};

const announce = (world: World, user: StoredUser, type: string): void =>
  sendEvent(world, world.sockets.ofUser(user.id), { type, me: encodeOwnUser(world, user) });
