import { channelConfig, typeGrants } from './channel-types.ts';
import { StreamError } from './errors.ts';
import { appGrants, withoutTeams } from './grants.ts';
import type { StoredChannel } from './stored.ts';
import type { Caller } from './tokens.ts';
import type { World } from './world.ts';

/**
 * Who may do what in a channel: the grants of the user's role plus those of the member's channel role, after the
 * channel's own modifiers. Permissions ending in `-owner` count only for the owner of the thing (stream.md 10.1).
 *
 * Left out: teams (multi-tenancy), bans, slow mode, custom roles' own rules.
 */
export const channelPermissions = (
  world: World,
  channel: StoredChannel,
  userId: string,
): ReadonlySet<string> => {
  const roles = [world.state.users.get(userId)?.role ?? 'user'];
  const member = channel.members.get(userId);
  if (member) roles.push(member.channelRole);
  const granted = roles.flatMap((role) => roleGrants(world, channel, role));
  return new Set(granted);
};

const roleGrants = (world: World, channel: StoredChannel, role: string): string[] => {
  const granted = new Set(roleInType(world, channel.type, role));
  const modifiers = channel.configOverrides.grants as Record<string, string[]> | undefined;
  for (const modifier of modifiers?.[role] ?? []) {
    if (modifier.startsWith('!')) granted.delete(modifier.slice(1));
    else granted.add(modifier);
  }
  return [...granted];
};

/** What a role may do in the channels of a type; there are no teams, so `-any-team` counts as the plain permission. */
export const roleInType = (world: World, type: string, role: string): string[] =>
  withoutTeams(typeGrants(world, type)[role] ?? []);

/** Whether a user has a permission; `ownerId` is who owns the thing acted on (the channel's creator unless told). */
export const may = (
  world: World,
  channel: StoredChannel,
  userId: string,
  permission: string,
  ownerId: string = channel.createdById,
): boolean => {
  const granted = channelPermissions(world, channel, userId);
  return granted.has(permission) || (ownerId === userId && granted.has(`${permission}-owner`));
};

/** Throws code 17 unless the caller is a server or the user may do it. */
export const demand = (
  world: World,
  caller: Caller,
  channel: StoredChannel,
  permission: string,
  ownerId?: string,
): void => {
  if (caller.kind === 'server' || may(world, channel, caller.userId, permission, ownerId)) return;
  throw new StreamError(
    'notAllowed',
    `user is not allowed to perform action "${permission}" in this channel`,
  );
};

/** Whether a user may do something outside any channel (`.app` scope, changed by `PATCH /app` `grants`). */
export const mayInApp = (world: World, userId: string, permission: string): boolean => {
  const role = world.state.users.get(userId)?.role ?? 'user';
  const changed = world.state.app.grants as Record<string, string[]> | null | undefined;
  return withoutTeams(changed?.[role] ?? appGrants[role] ?? []).includes(permission);
};

/** Capability -> the permission it comes from, whose things it is about, and the channel setting that can switch it off. */
const capabilities: readonly [string, string, 'channel' | 'own' | 'any', string?][] = [
  ['ban-channel-members', 'ban-channel-member', 'channel'],
  ['connect-events', 'read-channel', 'channel', 'connect_events'],
  ['create-attachment', 'create-attachment', 'channel'],
  ['create-mention', 'create-mention', 'channel'],
  ['delete-any-message', 'delete-message', 'any'],
  ['delete-channel', 'delete-channel', 'channel'],
  ['delete-own-message', 'delete-message', 'own'],
  ['delivery-events', 'read-channel', 'channel', 'delivery_events'],
  ['flag-message', 'flag-message', 'channel'],
  ['freeze-channel', 'update-channel-frozen', 'channel'],
  ['leave-channel', 'remove-own-channel-membership', 'channel'],
  ['mute-channel', 'mute-channel', 'channel', 'mutes'],
  ['pin-message', 'pin-message', 'channel'],
  ['quote-message', 'create-message', 'channel', 'quotes'],
  ['read-events', 'read-channel', 'channel', 'read_events'],
  ['search-messages', 'read-channel', 'channel', 'search'],
  ['send-custom-events', 'send-custom-event', 'channel', 'custom_events'],
  ['send-links', 'add-links', 'channel'],
  ['send-message', 'create-message', 'channel'],
  ['send-poll', 'create-message', 'channel', 'polls'],
  ['send-reaction', 'create-reaction', 'channel', 'reactions'],
  ['send-reply', 'create-message', 'channel', 'replies'],
  ['send-typing-events', 'create-message', 'channel', 'typing_events'],
  ['set-channel-cooldown', 'update-channel-cooldown', 'channel'],
  ['skip-slow-mode', 'skip-channel-cooldown', 'channel'],
  ['typing-events', 'create-message', 'channel', 'typing_events'],
  ['update-any-message', 'update-message', 'any'],
  ['update-channel', 'update-channel', 'channel'],
  ['update-channel-members', 'update-channel-members', 'channel'],
  ['update-own-message', 'update-message', 'own'],
  ['update-thread', 'create-message', 'channel', 'replies'],
  ['upload-file', 'upload-attachment', 'channel', 'uploads'],
];

/** What the UI may offer this user in this channel; the mapping from grants is our reading of the names. */
export const ownCapabilities = (world: World, channel: StoredChannel, userId: string): string[] => {
  const granted = channelPermissions(world, channel, userId);
  const config: Record<string, unknown> = channelConfig(world, channel);
  const isOwner = channel.createdById === userId;
  const has = (permission: string, scope: 'channel' | 'own' | 'any') =>
    granted.has(permission) ||
    (granted.has(`${permission}-owner`) && (scope === 'own' || (scope === 'channel' && isOwner)));
  return capabilities
    .filter(([, permission, scope, setting]) => has(permission, scope) && (!setting || config[setting]))
    .map(([capability]) => capability);
};
