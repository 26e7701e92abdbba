/**
 * The built-in permission grants of channel type `messaging`, which custom types inherit, and of the `.app` scope.
 * [pub: stream-chat-ruby docs permissions_reference, "Default Grants" and "Multi-Tenant Default Grants"].
 *
 * Left out: the separate default tables of `livestream`, `team`, `gaming` and `commerce` (they use these), roles
 * `guest` and `anonymous`, custom roles' level rules.
 */
const memberGrants = [
  'add-links',
  'create-attachment',
  'create-call',
  'create-mention',
  'create-message',
  'create-reaction',
  'flag-message',
  'join-call',
  'mute-channel',
  'pin-message',
  'read-channel',
  'read-channel-members',
  'remove-own-channel-membership',
  'run-message-action',
  'send-custom-event',
  'upload-attachment',
];

const moderationGrants = [
  'ban-channel-member',
  'create-system-message',
  'delete-attachment',
  'delete-message',
  'delete-reaction',
  'read-message-flags',
  'skip-channel-cooldown',
  'skip-message-moderation',
  'unblock-message',
  'update-channel',
  'update-channel-cooldown',
  'update-channel-frozen',
  'update-channel-members',
  'update-message',
];

const ownerGrants = [
  ...memberGrants
    .filter((permission) => !permission.endsWith('-call'))
    .map((permission) => `${permission}-owner`),
  'delete-attachment-owner',
  'delete-channel-owner',
  'delete-message-owner',
  'delete-reaction-owner',
  'recreate-channel-owner',
  'truncate-channel-owner',
  'update-channel-members-owner',
  'update-channel-owner',
  'update-message-owner',
];

const moderatorGrants = [
  'ban-user',
  'create-channel',
  'delete-channel-owner',
  'recreate-channel-owner',
  'truncate-channel-owner',
  ...memberGrants,
  ...moderationGrants,
];

const adminGrants = [
  'ban-user',
  'create-channel',
  'delete-channel',
  'recreate-channel',
  'truncate-channel',
  ...memberGrants,
  ...moderationGrants,
];

const ANY_TEAM = '-any-team';
const anyTeam = (permissions: readonly string[]) => permissions.map((permission) => permission + ANY_TEAM);

/** What grants allow where there are no teams: a permission for things of any team counts as the plain one. */
export const withoutTeams = (permissions: readonly string[]): string[] =>
  permissions.map((permission) =>
    permission.endsWith(ANY_TEAM) ? permission.slice(0, -ANY_TEAM.length) : permission,
  );

/** Role -> permissions of a channel type that was never changed. */
export const messagingGrants: Readonly<Record<string, readonly string[]>> = {
  user: ['create-channel', ...ownerGrants],
  channel_member: memberGrants,
  channel_moderator: [...memberGrants, ...moderationGrants],
  moderator: moderatorGrants,
  admin: adminGrants,
  global_moderator: anyTeam(moderatorGrants),
  global_admin: anyTeam(adminGrants),
  guest: [],
  anonymous: [],
};

const everyone = ['flag-user', 'mute-user', 'search-user', 'update-user-owner'];
const moderating = [...everyone, 'read-flag-reports', 'update-flag-report'];
const everywhere = moderating.map((permission) =>
  permission === 'update-user-owner' ? permission : permission + ANY_TEAM,
);

/** Role -> permissions outside any channel type. */
export const appGrants: Readonly<Record<string, readonly string[]>> = {
  user: everyone,
  guest: everyone,
  moderator: moderating,
  admin: moderating,
  global_moderator: everywhere,
  global_admin: everywhere,
  anonymous: [],
};
