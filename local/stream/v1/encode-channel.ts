import { channelConfig } from '../channel-types.ts';
import { ownCapabilities } from '../permissions.ts';
import type { StoredChannel, StoredMember, StoredReadState } from '../stored.ts';
import { unreadMessages } from '../unread.ts';
import type { World } from '../world.ts';
import { flatten } from './custom-fields.ts';
import { encodeUserById } from './encode-user.ts';
import { encodeOptionalTime, encodeTime } from './time.ts';

/** Fields of a channel that are not custom data. */
export const channelFields: ReadonlySet<string> = new Set([
  'id',
  'type',
  'cid',
  'created_at',
  'updated_at',
  'deleted_at',
  'truncated_at',
  'created_by',
  'created_by_id',
  'last_message_at',
  'frozen',
  'disabled',
  'hidden',
  'blocked',
  'cooldown',
  'member_count',
  'message_count',
  'members',
  'invites',
  'config',
  'config_overrides',
  'own_capabilities',
  'team',
]);

/**
 * A channel (stream.md section 7). `own_capabilities` is there only for a viewer: events must leave it out, because
 * an SDK takes any list it gets as the new truth (section 8, `channel.updated`).
 */
export const encodeChannel = (world: World, channel: StoredChannel, viewerId?: string) =>
  flatten(
    {
      id: channel.id,
      type: channel.type,
      cid: channel.cid,
      created_at: encodeTime(channel.createdAt),
      updated_at: encodeTime(channel.updatedAt),
      created_by: encodeUserById(world, channel.createdById),
      last_message_at: encodeOptionalTime(channel.lastMessageAt),
      truncated_at: encodeOptionalTime(channel.truncatedAt),
      frozen: channel.frozen,
      disabled: channel.disabled,
      ...(channel.cooldown ? { cooldown: channel.cooldown } : {}),
      member_count: channel.members.size,
      config: channelConfig(world, channel),
      ...(viewerId === undefined
        ? {}
        : {
            hidden: channel.hiddenBy.has(viewerId),
            own_capabilities: ownCapabilities(world, channel, viewerId),
          }),
    },
    channel.custom,
  );

/** Fields of a member that are not custom data. */
export const memberFields: ReadonlySet<string> = new Set([
  'user_id',
  'user',
  'channel_role',
  'role',
  'is_moderator',
  'created_at',
  'updated_at',
  'banned',
  'shadow_banned',
  'notifications_muted',
  'status',
  'pinned',
  'pinned_at',
  'archived',
  'archived_at',
]);

/** A member [pub: GetStream/protocol v236, ChannelMemberResponse]. */
export const encodeMember = (world: World, channel: StoredChannel, member: StoredMember) =>
  flatten(
    {
      user_id: member.userId,
      user: encodeUserById(world, member.userId),
      channel_role: member.channelRole,
      role: legacyRole(channel, member),
      is_moderator: member.channelRole === 'channel_moderator',
      created_at: encodeTime(member.createdAt),
      updated_at: encodeTime(member.updatedAt),
      banned: false,
      shadow_banned: false,
      notifications_muted: false,
      status: 'member',
      pinned_at: encodeOptionalTime(member.pinnedAt),
      archived_at: encodeOptionalTime(member.archivedAt),
    },
    member.custom,
  );

const legacyRole = (channel: StoredChannel, member: StoredMember): string => {
  if (channel.createdById === member.userId) return 'owner';
  return member.channelRole === 'channel_moderator' ? 'moderator' : 'member';
};

export const encodeReadState = (
  world: World,
  channel: StoredChannel,
  userId: string,
  read: StoredReadState,
) => ({
  user: encodeUserById(world, userId),
  last_read: encodeTime(read.lastReadAt),
  last_read_message_id: read.lastReadMessageId,
  unread_messages: unreadMessages(world, channel, userId),
  last_delivered_at: encodeOptionalTime(read.lastDeliveredAt),
  last_delivered_message_id: read.lastDeliveredMessageId,
});
