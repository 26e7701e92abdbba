import { renewed } from '../file-addresses.ts';
import { repliesTo } from '../message-lookup.ts';
import type { StoredMessage, StoredReaction } from '../stored.ts';
import type { World } from '../world.ts';
import { flatten } from './custom-fields.ts';
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

const LATEST_REACTIONS = 10;

type MessageView = {
  /** Fills `own_reactions`; events leave it out and get an empty list. */
  viewerId?: string | undefined;
  /** Shows what a soft-deleted message said (`show_deleted_message`, server only). */
  showDeleted?: boolean;
  /** The message was asked for: addresses of uploads in its attachments are signed anew. */
  isRetrieved?: boolean;
};

/** A message (stream.md section 7). A soft-deleted one keeps its place but not its words. */
export const encodeMessage = (world: World, message: StoredMessage, view: MessageView = {}): object => {
  const { quotedMessageId } = message;
  const quoted = quotedMessageId === undefined ? undefined : world.state.messages.get(quotedMessageId);
  return flatten(
    {
      ...encodeContent(world, message, view),
      id: message.id,
      cid: message.cid,
      user: encodeUserById(world, message.userId),
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
    { restricted_visibility: [], ...message.unused, ...message.custom },
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

const encodePin = (world: World, message: StoredMessage) => ({
  pinned: message.pinned,
  pinned_at: message.pinnedAt === undefined ? null : encodeTime(message.pinnedAt),
  pinned_by: message.pinnedById === undefined ? null : encodeUserById(world, message.pinnedById),
  pin_expires: message.pinExpiresAt === undefined ? null : encodeTime(message.pinExpiresAt),
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

const encodeReactions = (world: World, message: StoredMessage, viewerId: string | undefined) => {
  const groups: Record<
    string,
    { count: number; sum_scores: number; first_reaction_at: string; last_reaction_at: string }
  > = {};
  for (const reaction of message.reactions) {
    const at = encodeTime(reaction.createdAt);
    const group = groups[reaction.type] ?? {
      count: 0,
      sum_scores: 0,
      first_reaction_at: at,
      last_reaction_at: at,
    };
    group.count += 1;
    group.sum_scores += reaction.score;
    group.last_reaction_at = at;
    groups[reaction.type] = group;
  }
  const newestFirst = message.reactions.toReversed();
  const encode = (reaction: StoredReaction) => encodeReaction(world, message, reaction);
  const sums = (key: 'count' | 'sum_scores') =>
    Object.fromEntries(Object.entries(groups).map(([type, group]) => [type, group[key]]));
  return {
    reaction_counts: sums('count'),
    reaction_scores: sums('sum_scores'),
    reaction_groups: message.reactions.length > 0 ? groups : null,
    latest_reactions: newestFirst.slice(0, LATEST_REACTIONS).map(encode),
    own_reactions: newestFirst.filter((reaction) => reaction.userId === viewerId).map(encode),
  };
};

/** Fields of a reaction that are not custom data. */
export const reactionFields: ReadonlySet<string> = new Set([
  'type',
  'score',
  'user',
  'user_id',
  'message_id',
  'created_at',
  'updated_at',
]);

export const encodeReaction = (world: World, message: StoredMessage, reaction: StoredReaction) =>
  flatten(
    {
      message_id: message.id,
      user_id: reaction.userId,
      user: encodeUserById(world, reaction.userId),
      type: reaction.type,
      score: reaction.score,
      created_at: encodeTime(reaction.createdAt),
      updated_at: encodeTime(reaction.updatedAt),
    },
    reaction.custom,
  );
