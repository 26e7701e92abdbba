import * as z from 'zod';
import { type ApiRequest, actingUser, list, parse, payload } from './api-request.ts';
import { channelOf, sendAddedNotice } from './channels.ts';
import { StreamError } from './errors.ts';
import { listQuery, matches, sortBy } from './filters.ts';
import { type MemberInput, newMember } from './member-input.ts';
import { demand, may } from './permissions.ts';
import { inChannel, publishToChannel, sendEvent } from './publish.ts';
import type { Custom, StoredChannel, StoredMember } from './stored.ts';
import type { Caller } from './tokens.ts';
import { customPart, withPartial } from './v1/custom-fields.ts';
import { encodeChannel, encodeMember, memberFields } from './v1/encode-channel.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { dropWatches } from './watching.ts';
import type { World } from './world.ts';

/**
 * Members (stream.md sections 6 and 8).
 *
 * Left out: invites (accepting, rejecting), bans, notifications muted per member.
 */
/** Adds members; one who is there already stays as they are. Throws code 17 for somebody a distinct channel was not made for. */
export const addMembers = (
  world: World,
  caller: Caller,
  channel: StoredChannel,
  inputs: readonly MemberInput[],
  historyFrom: number | undefined,
): void => {
  demand(world, caller, channel, 'update-channel-members');
  refuseStrangers(channel, inputs);
  const members = inputs.map((input) => newMember(world, caller, input));
  for (const member of members) {
    if (channel.members.has(member.userId)) continue;
    if (historyFrom !== undefined) member.historyFrom = historyFrom;
    channel.members.set(member.userId, member);
    channel.reads.set(member.userId, { lastReadAt: member.createdAt });
    publishMember(world, channel, member, 'member.added');
    sendAddedNotice(world, channel, member.userId);
  }
};

/** Members of a distinct channel may leave, be removed and come back [test: stream-chat-js, 2021]; nobody else may come (stream.md section 6). */
const refuseStrangers = ({ distinctFor }: StoredChannel, inputs: readonly MemberInput[]): void => {
  const ids = inputs.map((input) => (typeof input === 'string' ? input : input.user_id));
  if (distinctFor && ids.some((id) => !distinctFor.includes(id)))
    throw new StreamError('notAllowed', 'cannot add members to a distinct channel');
};

const publishMember = (world: World, channel: StoredChannel, member: StoredMember, type: string): void =>
  publishToChannel(world, channel, {
    type,
    member: encodeMember(world, channel, member),
    user: encodeUserById(world, member.userId),
    channel: encodeChannel(world, channel),
  });

/** Removes members with their read state and watches. Users may always be removed by whoever may update members, or leave. */
export const removeMembers = (
  world: World,
  caller: Caller,
  channel: StoredChannel,
  userIds: readonly string[],
): void => {
  for (const userId of userIds) {
    demandRemoval(world, caller, channel, userId);
    const member = channel.members.get(userId);
    if (!member) continue;
    channel.members.delete(userId);
    channel.reads.delete(userId);
    publishMember(world, channel, member, 'member.removed');
    dropWatches(world, channel, userId);
    const notice = inChannel(channel, {
      type: 'notification.removed_from_channel',
      channel: encodeChannel(world, channel),
      member: encodeMember(world, channel, member),
      user: encodeUserById(world, userId),
    });
    sendEvent(world, world.sockets.ofUser(userId), notice);
  }
};

const demandRemoval = (world: World, caller: Caller, channel: StoredChannel, userId: string): void => {
  const leaving =
    caller.kind === 'user' &&
    caller.userId === userId &&
    may(world, channel, userId, 'remove-own-channel-membership');
  if (!leaving) demand(world, caller, channel, 'update-channel-members');
};

/** Sets channel roles, server only. Throws code 4 for somebody who is no member. */
export const assignRoles = (
  world: World,
  caller: Caller,
  channel: StoredChannel,
  roles: readonly { user_id: string; channel_role: string }[],
): void => {
  if (caller.kind !== 'server')
    throw new StreamError('notAllowed', 'channel roles can only be set server-side');
  if (roles.some(({ user_id }) => !channel.members.has(user_id)))
    throw new StreamError('input', 'a role is assigned to somebody who is no member');
  for (const { user_id, channel_role } of roles) {
    const member = channel.members.get(user_id);
    if (!member) continue;
    member.channelRole = channel_role;
    member.updatedAt = world.now();
    publishMember(world, channel, member, 'member.updated');
  }
};

const memberPatch = z.looseObject({
  set: z.looseObject({ pinned: z.boolean().optional(), archived: z.boolean().optional() }).default({}),
  unset: list(z.string()),
});

/** `PATCH .../member` (one's own) and `.../member/:user` (own, or any for a server). */
export const patchMember = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const userId = request.params.user ?? actingUser(world, request);
  if (request.caller.kind === 'user' && request.caller.userId !== userId)
    throw new StreamError('notAllowed', 'a user may only update its own membership');
  const member = channel.members.get(userId);
  if (!member) throw new StreamError('notFound', 'the member does not exist');
  const { set, unset } = parse(memberPatch, request.body);
  const { pinned, archived, ...custom } = set;
  if (pinned !== undefined) member.pinnedAt = pinned ? world.now() : undefined;
  if (archived !== undefined) member.archivedAt = archived ? world.now() : undefined;
  member.custom = withPartial(member.custom, customPart(custom, memberFields), unset);
  member.updatedAt = world.now();
  publishMember(world, channel, member, 'member.updated');
  return { channel_member: encodeMember(world, channel, member) };
};

/** What members can be looked for by [pub: stream-chat-ruby docs query_members], besides their own custom fields. */
const memberFilters = new Set([...memberFields, 'id', 'name', 'invite', 'joined', 'last_active', 'cid']);

/** Throws code 4 for a field that no member has [test: stream-chat-js, 2021]. */
const demandMemberFields = (conditions: Custom, channel: StoredChannel): void => {
  const custom = new Set([...channel.members.values()].flatMap((member) => Object.keys(member.custom)));
  const isKnown = (key: string) =>
    key.startsWith('$') || memberFilters.has(key.split('.')[0] ?? '') || custom.has(key);
  if (!Object.keys(conditions).every(isKnown))
    throw new StreamError('input', 'members cannot be filtered by such a field');
};

const membersQuery = listQuery.extend({
  type: z.string(),
  id: z.string().optional(),
  user_id_gt: z.string().optional(),
});

/**
 * `GET /members`; filters see the member's fields, and the user's `id` and `name`. Of the cursors in the SDK's `QueryMembersOptions` only
 * `user_id_gt` is here.
 */
export const queryMembers = (world: World, request: ApiRequest) => {
  const query = parse(membersQuery, payload(request.query));
  const channel = channelOf(world, { ...request, params: { type: query.type, id: query.id ?? '' } });
  demand(world, request.caller, channel, 'read-channel-members');
  const rows = [...channel.members.values()].map((member) => {
    const encoded = encodeMember(world, channel, member);
    const { name, last_active } = encoded.user as { name?: string; last_active?: string };
    const joined = encoded.invited !== true;
    return { encoded, id: member.userId, name, last_active, joined, cid: channel.cid, ...encoded };
  });
  demandMemberFields(query.filter_conditions, channel);
  const { user_id_gt: last = '' } = query;
  const found = rows.filter((row) => row.id > last && matches(row, query.filter_conditions));
  const page = sortBy(found, query.sort).slice(query.offset, query.offset + query.limit);
  return { members: page.map(({ encoded }) => encoded) };
};
