import type { StoredUser } from '../stored.ts';
import type { World } from '../world.ts';
import { flatten } from './custom-fields.ts';
import { encodeOptionalTime, encodeTime } from './time.ts';

/** Fields of a user that are not custom data; what a client sends in the others is kept as its own. */
export const userFields: ReadonlySet<string> = new Set([
  'id',
  'name',
  'image',
  'role',
  'language',
  'teams',
  'teams_role',
  'banned',
  'shadow_banned',
  'online',
  'invisible',
  'created_at',
  'updated_at',
  'deleted_at',
  'deactivated_at',
  'last_active',
  'revoke_tokens_issued_before',
  'devices',
  'mutes',
  'channel_mutes',
  'blocked_user_ids',
  'privacy_settings',
  'push_notifications',
  'unread_count',
  'unread_channels',
  'unread_threads',
  'total_unread_count',
]);

export type WireUser = ReturnType<typeof encodeUser>;

/** A user as it stands in other things (stream.md section 7) [pub: GetStream/protocol v236, UserResponse]. */
export const encodeUser = (world: World, user: StoredUser) =>
  flatten(
    {
      id: user.id,
      ...(user.name === undefined ? {} : { name: user.name }),
      ...(user.image === undefined ? {} : { image: user.image }),
      role: user.role,
      language: user.language,
      teams: user.teams,
      banned: user.banned,
      shadow_banned: false,
      invisible: false,
      blocked_user_ids: [],
      online: world.sockets.isOnline(user.id),
      created_at: encodeTime(user.createdAt),
      updated_at: encodeTime(user.updatedAt),
      last_active: encodeOptionalTime(user.lastActiveAt),
      deactivated_at: encodeOptionalTime(user.deactivatedAt),
      revoke_tokens_issued_before: encodeOptionalTime(user.revokeTokensIssuedBefore),
    },
    user.custom,
  );

/**
 * A user as the calls about users answer it [pub: GetStream/protocol v236, FullUserResponse]. What it has muted, its devices and what
 * it has not read are told to nobody but itself, on connecting: here they are empty.
 */
export const encodeFullUser = (world: World, user: StoredUser) => ({
  ...encodeUser(world, user),
  devices: [],
  mutes: [],
  channel_mutes: [],
  unread_count: 0,
  total_unread_count: 0,
  unread_channels: 0,
  unread_threads: 0,
});

/** Like {@link encodeUser}, for an id that may belong to nobody any more. */
export const encodeUserById = (world: World, userId: string) => {
  const user = world.state.users.get(userId);
  return user ? encodeUser(world, user) : formerUser(userId);
};

/** Somebody who is not there any more and whose name still stands somewhere. */
const formerUser = (id: string) => ({
  id,
  role: 'user',
  language: '',
  teams: [],
  banned: false,
  shadow_banned: false,
  invisible: false,
  blocked_user_ids: [],
  online: false,
  created_at: encodeTime(0),
  updated_at: encodeTime(0),
});
