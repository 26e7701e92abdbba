import * as z from 'zod';
import type { ApiRequest } from './api-request.ts';
import { parse, payload, viewer } from './api-request.ts';
import {
  findChannel,
  findMessage,
  historyStart,
  isPinned,
  messagesOf,
  newestPins,
  repliesTo,
} from './message-lookup.ts';
import { demand } from './permissions.ts';
import type { StoredMessage } from './stored.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { decodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Reading messages by page, by id, by thread (stream.md section 6).
 *
 * Left out: `created_at_around` for pinned messages, sorts other than by creation time, opaque cursors.
 */
export const messagePage = z.looseObject({
  limit: z.coerce.number().int().min(0).max(300).optional(),
  offset: z.coerce.number().int().min(0).max(1000).optional(),
  id_lt: z.string().optional(),
  id_lte: z.string().optional(),
  id_gt: z.string().optional(),
  id_gte: z.string().optional(),
  id_around: z.string().optional(),
  created_at_before: z.string().optional(),
  created_at_before_or_equal: z.string().optional(),
  created_at_after: z.string().optional(),
  created_at_after_or_equal: z.string().optional(),
  created_at_around: z.string().optional(),
});
export type MessagePage = z.output<typeof messagePage>;

const DEFAULT_LIMIT = 25;

/**
 * One page of messages that are ordered oldest first. "Before" pages end at the mark, "after" pages start at it,
 * "around" pages are centred on it. A mark nobody knows gives code 16.
 */
export const pageOf = (
  world: World,
  messages: readonly StoredMessage[],
  page: MessagePage,
): StoredMessage[] => {
  const limit = page.limit ?? DEFAULT_LIMIT;
  if (limit === 0) return [];
  const marks = timeMarks(world, page);
  if (marks.around !== undefined) return centred(messages, marks.around, limit);
  const inside = messages.filter(
    ({ createdAt }) =>
      createdAt < (marks.before ?? Number.POSITIVE_INFINITY) &&
      createdAt > (marks.after ?? Number.NEGATIVE_INFINITY),
  );
  if (marks.after !== undefined) return inside.slice(0, limit);
  const end = inside.length - (page.offset ?? 0);
  return inside.slice(Math.max(0, end - limit), Math.max(0, end));
};

const timeMarks = (world: World, page: MessagePage) => {
  const byId = (id: string | undefined, shift: number) =>
    id === undefined ? undefined : findMessage(world, id).createdAt + shift;
  const byTime = (time: string | undefined, shift: number) =>
    time === undefined ? undefined : decodeTime(time, 'created_at') + shift;
  return {
    before:
      byId(page.id_lt, 0) ??
      byId(page.id_lte, 1) ??
      byTime(page.created_at_before, 0) ??
      byTime(page.created_at_before_or_equal, 1),
    after:
      byId(page.id_gt, 0) ??
      byId(page.id_gte, -1) ??
      byTime(page.created_at_after, 0) ??
      byTime(page.created_at_after_or_equal, -1),
    around: byId(page.id_around, 0) ?? byTime(page.created_at_around, 0),
  };
};

const centred = (messages: readonly StoredMessage[], mark: number, limit: number): StoredMessage[] => {
  const middle = messages.findIndex(({ createdAt }) => createdAt >= mark);
  const at = middle === -1 ? messages.length : middle;
  const start = Math.max(0, Math.min(at - Math.floor(limit / 2), messages.length - limit));
  return messages.slice(start, start + limit);
};

/** `GET /messages/:m`, with its channel [pub: GetStream/protocol v236, MessageWithChannelResponse]. Only a server may see what a soft-deleted message said. */
export const getMessage = (world: World, request: ApiRequest) => {
  const message = findMessage(world, request.params.message ?? '');
  const channel = findChannel(world, message.cid);
  demand(world, request.caller, channel, 'read-channel');
  const showDeleted =
    request.caller.kind === 'server' && request.query.get('show_deleted_message') === 'true';
  const encoded = encodeMessage(world, message, {
    viewerId: viewer(request),
    showDeleted,
    isRetrieved: true,
  });
  return { message: { ...encoded, channel: encodeChannel(world, channel, viewer(request)) } };
};

/** `GET /channels/:t/:id/messages?ids=a,b`. */
export const getMessagesById = (world: World, request: ApiRequest) => {
  const channel = findChannel(world, `${request.params.type}:${request.params.id}`);
  demand(world, request.caller, channel, 'read-channel');
  const ids = (request.query.get('ids') ?? '').split(',');
  const found = messagesOf(world, channel).filter((message) => ids.includes(message.id));
  return {
    messages: found.map((message) =>
      encodeMessage(world, message, { viewerId: viewer(request), isRetrieved: true }),
    ),
  };
};

/** `GET /messages/:m/replies`, oldest first; there is no `offset` here [test: stream-chat-js, 2021]. */
export const getReplies = (world: World, request: ApiRequest) => {
  const parent = findMessage(world, request.params.message ?? '');
  const channel = findChannel(world, parent.cid);
  demand(world, request.caller, channel, 'read-channel');
  const { sort: _sort, offset: _notHere, ...page } = parse(messagePage, Object.fromEntries(request.query));
  const viewerId = viewer(request);
  const start = historyStart(channel, viewerId);
  const replies = repliesTo(world, parent).filter((reply) => reply.createdAt > start);
  return {
    messages: pageOf(world, replies, page).map((reply) =>
      encodeMessage(world, reply, { viewerId, isRetrieved: true }),
    ),
  };
};

/** `GET /channels/:t/:id/pinned_messages`, the newest pin first. */
export const getPinned = (world: World, request: ApiRequest) => {
  const channel = findChannel(world, `${request.params.type}:${request.params.id}`);
  demand(world, request.caller, channel, 'read-channel');
  const page = parse(messagePage, payload(request.query));
  const inside = pageOf(
    world,
    messagesOf(world, channel).filter((message) => isPinned(world, message)),
    page,
  );
  const viewerId = viewer(request);
  return {
    messages: newestPins(world, inside).map((message) =>
      encodeMessage(world, message, { viewerId, isRetrieved: true }),
    ),
  };
};
