import type { StoredMute, StoredUser } from '../stored.ts';
import type { World } from '../world.ts';

/** What a user has muted and what of it still holds: a mute may end by itself. */
export const mutesOf = (world: World, user: StoredUser | undefined, kind: 'users' | 'channels') =>
  [...(user?.mutes?.[kind] ?? [])].filter(
    ([, { expiresAt }]) => (expiresAt ?? Infinity) > world.clock.peek(),
  );

export const hasMutedChannel = (world: World, userId: string, cid: string): boolean =>
  mutesOf(world, world.state.users.get(userId), 'channels').some(([muted]) => muted === cid);

/** Mutes from now on, for `forMs` if it is said. A repeat keeps when it began. */
export const mute = (
  world: World,
  user: StoredUser,
  kind: 'users' | 'channels',
  target: string,
  forMs: number | undefined,
): StoredMute => {
  const now = world.now();
  const lists = {
    users: new Map<string, StoredMute>(),
    channels: new Map<string, StoredMute>(),
    ...user.mutes,
  };
  user.mutes = lists;
  const muted: StoredMute = {
    createdAt: lists[kind].get(target)?.createdAt ?? now,
    updatedAt: now,
    ...(forMs ? { expiresAt: now + forMs } : {}),
  };
  lists[kind].set(target, muted);
  return muted;
};
