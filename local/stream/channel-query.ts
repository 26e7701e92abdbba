import * as z from 'zod';
import { type ApiRequest, maybe, parse, viewer } from './api-request.ts';
import { encodeChannelState, stateOptions } from './channel-state.ts';
import { createChannel, distinctId, parseChannelData } from './channels.ts';
import { listQuery, matches, sortBy } from './filters.ts';
import { demand, may } from './permissions.ts';
import { hasMutedChannel } from './personal/stored-mutes.ts';
import type { Custom, StoredChannel } from './stored.ts';
import { unreadMessages } from './unread.ts';
import { encodeChannel } from './v1/encode-channel.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { encodeTime } from './v1/time.ts';
import { startWatching } from './watching.ts';
import type { World } from './world.ts';

/**
 * Asking for one channel (which makes it when it is not there) and for many (stream.md section 6).
 *
 * Left out: predefined filters, `next` cursors, ranking. A user's list holds only channels the user may read; whether
 * Stream refuses a wider filter with code 70 instead is not established.
 */
const single = stateOptions.extend({
  data: z.unknown().optional(),
  watch: z.boolean().default(false),
  presence: z.boolean().default(false),
  hide_for_creator: maybe(z.boolean()),
});

/** `POST /channels/:t/:id/query` and `/channels/:t/query`: get or create; `data` counts only for a channel that is new. Members are given also without `state` [test: stream-chat-js, 2021]. */
export const queryChannel = (world: World, request: ApiRequest) => {
  const body = parse(single, request.body);
  const data = parseChannelData(body.data);
  const { type = '', id } = request.params;
  const known = world.state.channels.get(`${type}:${id ?? distinctId(data)}`);
  const channel = known ?? createChannel(world, request, type, id, data);
  if (!known && body.hide_for_creator) channel.hiddenBy.add(channel.createdById);
  demand(world, request.caller, channel, 'read-channel');
  startWatching(world, request, [channel], body);
  return encodeChannelState(world, channel, viewer(request), { ...body, members: body.members ?? {} });
};

const MAX_CHANNELS = 30;
const many = listQuery.extend({
  limit: z.int().min(0).max(MAX_CHANNELS).default(10),
  message_limit: z.int().min(0).max(300).default(25),
  member_limit: z.int().min(0).max(100).default(100),
  state: z.boolean().default(true),
  watch: z.boolean().default(false),
});

/** `POST /channels`: newest activity first unless sorted otherwise. */
export const queryChannels = (world: World, request: ApiRequest) => {
  const body = parse(many, request.body);
  const viewerId = viewer(request);
  const rows = [...world.state.channels.values()]
    .filter((channel) => request.caller.kind === 'server' || mayRead(world, channel, viewerId))
    .map((channel) => ({ channel, fields: filterFields(world, channel, viewerId) }))
    .filter(({ fields }) => isListed(fields, body.filter_conditions));
  const sort = body.sort.length > 0 ? body.sort : [{ field: 'last_updated', direction: -1 }];
  const byCid = new Map(rows.map(({ channel }) => [channel.cid, channel]));
  const page = sortBy(
    rows.map(({ fields }) => fields),
    sort,
  ).slice(body.offset, body.offset + body.limit);
  const channels = page.flatMap((fields) => byCid.get(String(fields.cid)) ?? []);
  startWatching(world, request, channels, body);
  const options = {
    state: body.state,
    messages: body.state ? { limit: body.message_limit } : undefined,
    members: body.state ? { limit: body.member_limit } : undefined,
  };
  return { channels: channels.map((channel) => encodeChannelState(world, channel, viewerId, options)) };
};

const mayRead = (world: World, channel: StoredChannel, viewerId: string | undefined): boolean =>
  viewerId !== undefined && may(world, channel, viewerId, 'read-channel');

/** Hidden channels are listed only when the filter asks for them. */
const isListed = (fields: Custom, conditions: Custom): boolean =>
  (fields.hidden !== true || JSON.stringify(conditions).includes('"hidden"')) && matches(fields, conditions);

/** A channel with the extra names filters and sorts may use. */
const filterFields = (world: World, channel: StoredChannel, viewerId: string | undefined): Custom => {
  const membership = viewerId === undefined ? undefined : channel.members.get(viewerId);
  const unread = viewerId === undefined ? 0 : unreadMessages(world, channel, viewerId);
  const memberIds = [...channel.members.keys()];
  return {
    ...encodeChannel(world, channel),
    hidden: viewerId !== undefined && channel.hiddenBy.has(viewerId),
    members: memberIds,
    'member.user.name': memberIds.map((id) => (encodeUserById(world, id) as Custom).name),
    created_by_id: channel.createdById,
    joined: membership !== undefined,
    pinned: membership?.pinnedAt !== undefined,
    pinned_at: membership?.pinnedAt,
    archived: membership?.archivedAt !== undefined,
    muted: viewerId !== undefined && hasMutedChannel(world, viewerId, channel.cid),
    has_unread: unread > 0,
    unread_count: unread,
    last_updated: encodeTime(channel.lastMessageAt ?? channel.createdAt),
  };
};
