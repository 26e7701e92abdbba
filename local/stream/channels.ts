import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type ApiRequest, maybe, namedUser, optionalId, parse } from './api-request.ts';
import { findType } from './channel-types.ts';
import { StreamError } from './errors.ts';
import { refuseLeftOut } from './left-out.ts';
import { memberInput, newMember } from './member-input.ts';
import { makeNamed } from './named-users.ts';
import { roleInType } from './permissions.ts';
import { inChannel, publishToChannel, sendEvent } from './publish.ts';
import type { StoredChannel } from './stored.ts';
import { unreadTotals } from './unread.ts';
import { customPart } from './v1/custom-fields.ts';
import { channelFields, encodeChannel, encodeMember } from './v1/encode-channel.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/**
 * Making channels (stream.md section 6).
 *
 * Left out: invites, teams, recreating a deleted channel's data.
 */
export const channelData = z.looseObject({
  members: maybe(z.array(memberInput)),
  created_by_id: optionalId,
  created_by: maybe(z.looseObject({ id: z.string() })),
  frozen: maybe(z.boolean()),
  config_overrides: maybe(z.record(z.string(), z.unknown())),
});
type ChannelData = z.output<typeof channelData>;

const CHANNEL_ID = /^[\w-]{1,64}$/;

/** Makes a channel and tells its members. Throws codes 4 (id, members, no creator), 16 (type), 17 (not allowed). */
export const createChannel = (
  world: World,
  request: ApiRequest,
  type: string,
  wantedId: string | undefined,
  data: ChannelData,
): StoredChannel => {
  findType(world, type);
  const createdById = creator(world, request, type, data);
  const id = wantedId ?? distinctId(data);
  if (wantedId !== undefined && !CHANNEL_ID.test(wantedId))
    throw new StreamError('input', 'channel id may hold letters, digits, "-" and "_", 64 at most');
  if (data.config_overrides && request.caller.kind !== 'server')
    throw new StreamError('notAllowed', 'config_overrides can only be set server-side');
  const channel = newChannel(world, type, id, createdById, data);
  if (wantedId === undefined) channel.distinctFor = memberIds(data);
  for (const input of data.members ?? []) {
    const member = newMember(world, request.caller, input);
    channel.members.set(member.userId, member);
    channel.reads.set(member.userId, { lastReadAt: member.createdAt });
  }
  world.state.channels.set(channel.cid, channel);
  announce(world, channel);
  return channel;
};

const newChannel = (
  world: World,
  type: string,
  id: string,
  createdById: string,
  data: ChannelData,
): StoredChannel => {
  const now = world.now();
  return {
    cid: `${type}:${id}`,
    type,
    id,
    createdById,
    createdAt: now,
    updatedAt: now,
    frozen: data.frozen ?? false,
    disabled: false,
    cooldown: 0,
    custom: customPart(data, channelFields),
    configOverrides: data.config_overrides ?? {},
    members: new Map(),
    reads: new Map(),
    hiddenBy: new Set(),
    historyClearedBy: new Map(),
    messageIds: [],
  };
};

const creator = (world: World, request: ApiRequest, type: string, data: ChannelData): string => {
  const { caller } = request;
  const id =
    caller.kind === 'user'
      ? caller.userId
      : (data.created_by_id ?? data.created_by?.id ?? namedUser(request.body));
  if (id === undefined)
    throw new StreamError(
      'input',
      'either data.created_by_id or data.created_by must be provided with server auth',
    );
  if (caller.kind === 'server') makeNamed(world, { ...data.created_by, id });
  const user = world.state.users.get(id);
  if (!user) throw new StreamError('notFound', 'the user does not exist');
  if (caller.kind === 'user' && !roleInType(world, type, user.role).includes('create-channel'))
    throw new StreamError('notAllowed', 'user is not allowed to perform action "create-channel"');
  return id;
};

/** The id of a distinct channel: the same members always give the same one. */
export const distinctId = (data: ChannelData): string => {
  const unique = memberIds(data);
  if (unique.length < 2) throw new StreamError('input', 'a channel without an id needs at least 2 members');
  return `!members-${createHash('sha256').update(unique.join(',')).digest('base64url')}`;
};

const memberIds = (data: ChannelData): string[] => {
  const ids = (data.members ?? []).map((member) => (typeof member === 'string' ? member : member.user_id));
  return [...new Set(ids)].sort();
};

/** Members other than the creator see the channel appear; hooks hear `channel.created`. */
const announce = (world: World, channel: StoredChannel): void => {
  publishToChannel(world, channel, {
    type: 'channel.created',
    channel: encodeChannel(world, channel),
    user: encodeUserById(world, channel.createdById),
  });
  for (const member of channel.members.values()) {
    if (member.userId === channel.createdById) continue;
    sendAddedNotice(world, channel, member.userId);
  }
};

/** `notification.added_to_channel` to all sockets of the added user. */
export const sendAddedNotice = (world: World, channel: StoredChannel, userId: string): void => {
  const member = channel.members.get(userId);
  if (!member) return;
  const notice = inChannel(channel, {
    type: 'notification.added_to_channel',
    channel: encodeChannel(world, channel, userId),
    member: encodeMember(world, channel, member),
    ...unreadTotals(world, userId),
  });
  sendEvent(world, world.sockets.ofUser(userId), notice);
};

/** The channel a path names. Throws code 16 when there is none. */
export const channelOf = (world: World, { params }: ApiRequest): StoredChannel => {
  const channel = world.state.channels.get(`${params.type}:${params.id}`);
  if (!channel) throw new StreamError('notFound', 'channel does not exist');
  return channel;
};

/** Parses `data` of a query or update. */
export const parseChannelData = (data: unknown): ChannelData => {
  const parsed = parse(channelData, data ?? {});
  if (isSomething(parsed.invites)) refuseLeftOut('invites');
  return parsed;
};

const isSomething = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
