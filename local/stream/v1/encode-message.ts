import { renewed } from '../file-addresses.ts';
import { isPinned, repliesTo } from '../message-lookup.ts';
import type { StoredMessage } from '../stored.ts';
import type { World } from '../world.ts';
import { flatten } from './custom-fields.ts';
import { encodeReactions } from './encode-reactions.ts';
import { encodeUserById } from './encode-user.ts';
import { encodeOptionalTime, encodeTime } from './time.ts';

/** Built-in fields the emulator keeps and returns without acting on them. */
export const unusedMessageFields: ReadonlySet<string> = new Set([
  'i18n',
  'poll_id',
  'shared_location',
  'mentioned_channel',
  'mentioned_here',
  'mentioned_roles',
  'mentioned_group_ids',
  'restricted_visibility',
  'mml',
]);

/** Fields of a message that are not custom data; the server-owned ones among them are ignored when a client sends them. */
export const messageFields: ReadonlySet<string> = new Set([
  ...unusedMessageFields,
  'id',
  'cid',
  'type',
  'text',
  'html',
  'user',
  'user_id',
  'attachments',
  'mentioned_users',
  'mentioned_groups',
  'parent_id',
  'show_in_channel',
  'quoted_message_id',
  'quoted_message',
  'silent',
  'shadowed',
  'pinned',
  'pinned_at',
  'pinned_by',
  'pin_expires',
  'reply_count',
  'deleted_reply_count',
  'thread_participants',
  'reaction_counts',
  'reaction_scores',
  'reaction_groups',
  'latest_reactions',
  'own_reactions',
  'created_at',
  'updated_at',
  'deleted_at',
  'message_text_updated_at',
  'channel',
  'command',
  'args',
  'moderation',
  'moderation_details',
  'before_message_send_failed',
  'deleted_for_me',
  'member',
  'poll',
  'draft',
  'reminder',
  'status',
  'error',
]);

type MessageView = {
  /** Fills `own_reactions`; events leave it out and get an empty list. */
  viewerId?: string | undefined;
  /** Shows what a soft-deleted message said (`show_deleted_message`, server only). */
  showDeleted?: boolean;
  /** The message was asked for: addresses of uploads in its attachments are signed anew. */
  isRetrieved?: boolean;
};

/** A message (stream.md section 7) [pub: GetStream/protocol v236, MessageResponse]. A soft-deleted one keeps its place but not its words. */
export const encodeMessage = (world: World, message: StoredMessage, view: MessageView = {}): object => {
  const { quotedMessageId } = message;
  const quoted = quotedMessageId === undefined ? undefined : world.state.messages.get(quotedMessageId);
  return flatten(
    {
      ...encodeContent(world, message, view),
      id: message.id,
      cid: message.cid,
      user: encodeUserById(world, message.userId),
      ...encodeAuthorRole(world, message),
      mentioned_users: message.mentionedUserIds.map((id) => encodeUserById(world, id)),
      parent_id: message.parentId,
      show_in_channel: message.showInChannel,
      quoted_message_id: quotedMessageId,
      ...(quoted ? { quoted_message: encodeMessage(world, { ...quoted, quotedMessageId: undefined }) } : {}),
      silent: message.silent,
      shadowed: false,
      ...encodePin(world, message),
      ...encodeThread(world, message),
      ...encodeReactions(world, message, view.viewerId),
      created_at: encodeTime(message.createdAt),
      updated_at: encodeTime(message.updatedAt),
      deleted_at: encodeOptionalTime(message.deletedAt),
      message_text_updated_at: encodeOptionalTime(message.textUpdatedAt),
      ...(view.viewerId !== undefined && message.deletedForUserIds.includes(view.viewerId)
        ? { deleted_for_me: true }
        : {}),
    },
    {
      mentioned_channel: false,
      mentioned_here: false,
      restricted_visibility: [],
      ...message.unused,
      ...message.custom,
    },
  );
};

const encodeContent = (world: World, message: StoredMessage, { showDeleted, isRetrieved }: MessageView) => {
  const hidden = message.deletedAt !== undefined && !showDeleted;
  const attachments = isRetrieved ? renewed(world, message.attachments) : message.attachments;
  return {
    type: message.deletedAt === undefined ? message.type : 'deleted',
    text: hidden ? '' : message.text,
    html: '',
    attachments: hidden ? [] : attachments,
  };
};

/** What the author is in the channel [pub: GetStream/protocol v236, ChannelMemberPartialResponse]. */
const encodeAuthorRole = (world: World, message: StoredMessage) => {
  const member = world.state.channels.get(message.cid)?.members.get(message.userId);
  return member ? { member: { channel_role: member.channelRole, notifications_muted: false } } : {};
};

const encodePin = (world: World, message: StoredMessage) => ({
  pinned: isPinned(world, message),
  pinned_at: encodeOptionalTime(message.pinnedAt),
  pinned_by: message.pinnedById === undefined ? undefined : encodeUserById(world, message.pinnedById),
  pin_expires: encodeOptionalTime(message.pinExpiresAt),
});

const encodeThread = (world: World, message: StoredMessage) => {
  const replies = message.parentId === undefined ? repliesTo(world, message) : [];
  const participants = [...new Set(replies.map((reply) => reply.userId))];
  return {
    reply_count: replies.filter((reply) => reply.deletedAt === undefined).length,
    deleted_reply_count: replies.filter((reply) => reply.deletedAt !== undefined).length,
    ...(participants.length > 0
      ? { thread_participants: participants.map((id) => encodeUserById(world, id)) }
      : {}),
  };
};
