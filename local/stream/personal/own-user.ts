import type { StoredMute, StoredUser } from '../stored.ts';
import { unreadTotals } from '../unread.ts';
import { encodeChannel } from '../v1/encode-channel.ts';
import { encodeUser, encodeUserById } from '../v1/encode-user.ts';
import { encodeOptionalTime, encodeTime } from '../v1/time.ts';
import type { World } from '../world.ts';
import { mutesOf } from './stored-mutes.ts';

const encodeTimes = ({ createdAt, updatedAt, expiresAt }: StoredMute) => ({
  created_at: encodeTime(createdAt),
  updated_at: encodeTime(updatedAt),
  expires: encodeOptionalTime(expiresAt),
});

/** [pub: GetStream/protocol v236, UserMuteResponse] */
export const encodeUserMute = (world: World, user: StoredUser, target: string, muted: StoredMute) => ({
  user: encodeUser(world, user),
  target: encodeUserById(world, target),
  ...encodeTimes(muted),
});

/** [pub: GetStream/protocol v236, ChannelMute] */
export const encodeChannelMute = (world: World, user: StoredUser, cid: string, muted: StoredMute) => {
  const channel = world.state.channels.get(cid);
  return {
    user: encodeUser(world, user),
    ...(channel ? { channel: encodeChannel(world, channel) } : {}),
    ...encodeTimes(muted),
  };
};

/**
 * A user as it sees itself [pub: GetStream/protocol v236, OwnUserResponse]. `mutes` and `channel_mutes` must be there, or the first
 * message breaks the SDK (run).
 */
export const encodeOwnUser = (world: World, user: StoredUser) => ({
  ...withoutShadow(encodeUser(world, user)),
  ...unreadTotals(world, user.id),
  mutes: mutesOf(world, user, 'users').map(([target, muted]) => encodeUserMute(world, user, target, muted)),
  channel_mutes: mutesOf(world, user, 'channels')
    .filter(([cid]) => world.state.channels.has(cid))
    .map(([cid, muted]) => encodeChannelMute(world, user, cid, muted)),
  devices: [],
});

const withoutShadow = <User extends { shadow_banned: boolean }>({ shadow_banned: _told, ...user }: User) =>
  user;
