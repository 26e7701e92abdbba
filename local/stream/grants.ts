/**
 * The built-in permission grants of channel type `messaging`, which custom types inherit, and of the `.app` scope.
 * Source: Stream's permissions reference (docs `permissions_reference`, "Default Grants"), stream.md section 10.1.
 *
 * Left out: the separate default tables of `livestream`, `team`, `gaming` and `commerce` (they use these), roles
 * `guest` and `anonymous`, custom roles' level rules, `-any-team` permissions, video calls.
 */
const memberGrants = [
  'add-links',
  'create-attachment',
  'create-mention',
  'create-message',
  'create-reaction',
  'flag-message',
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
  ...memberGrants.map((permission) => `${permission}-owner`),
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

/** Role -> permissions of a channel type that was never changed. */
export const messagingGrants: Readonly<Record<string, readonly string[]>> = {
  user: ['create-channel', ...ownerGrants],
  channel_member: memberGrants,
  channel_moderator: [...memberGrants, ...moderationGrants],
  moderator: [
    'ban-user',
    'create-channel',
    'delete-channel-owner',
    'recreate-channel-owner',
    'truncate-channel-owner',
    ...memberGrants,
    ...moderationGrants,
  ],
  admin: [
    'ban-user',
    'create-channel',
    'delete-channel',
    'recreate-channel',
    'truncate-channel',
    ...memberGrants,
    ...moderationGrants,
  ],
  guest: [],
  anonymous: [],
};

const everyone = ['flag-user', 'mute-user', 'search-user', 'update-user-owner'];

/** Role -> permissions outside any channel type. */
export const appGrants: Readonly<Record<string, readonly string[]>> = {
  user: everyone,
  guest: everyone,
  moderator: [...everyone, 'read-flag-reports', 'update-flag-report'],
  admin: [...everyone, 'read-flag-reports', 'update-flag-report'],
  anonymous: [],
};
