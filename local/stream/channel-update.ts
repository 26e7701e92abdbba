import * as z from 'zod';
import { type ApiRequest, actingUser, list, maybe, namedUser, optionalId, parse } from './api-request.ts';
import { channelOf, parseChannelData } from './channels.ts';
import { StreamError } from './errors.ts';
import { refuseLeftOut } from './left-out.ts';
import { memberInput } from './member-input.ts';
import { addMembers, assignRoles, removeMembers } from './members.ts';
import { demand } from './permissions.ts';
import { publishToChannel } from './publish.ts';
import type { Custom, StoredChannel } from './stored.ts';
import { postSystemMessage, systemMessageInput } from './system-message.ts';
import type { Caller } from './tokens.ts';
import { customPart, withPartial } from './v1/custom-fields.ts';
import { channelFields, encodeChannel, encodeMember } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import { decodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Partial and full channel update, members included (stream.md section 6).
 *
 * Left out: invites, the effect of slow mode, `frozen` and `disabled` (they are stored), `team`.
 */
const partial = z.looseObject({
  set: z
    .looseObject({
      frozen: z.boolean().optional(),
      disabled: z.boolean().optional(),
      cooldown: z.int().min(0).optional(),
      config_overrides: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  unset: list(z.string()),
});

const settable = ['frozen', 'disabled', 'cooldown', 'config_overrides'];

/** `PATCH /channels/:t/:id`. Throws code 17 for a reserved field and for `config_overrides` from a user. */
export const patchChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const { set, unset } = parse(partial, request.body);
  demandPartial(world, request, channel, [...Object.keys(set), ...unset]);
  channel.custom = withPartial(
    channel.custom,
    customPart(set, channelFields),
    unset.filter((key) => !settable.includes(key)),
  );
  channel.frozen = set.frozen ?? channel.frozen;
  channel.disabled = set.disabled ?? channel.disabled;
  channel.cooldown = set.cooldown ?? channel.cooldown;
  if (set.config_overrides) channel.configOverrides = set.config_overrides;
  if (unset.includes('config_overrides')) channel.configOverrides = {};
  publishUpdate(world, channel, updater(request));
  return updateReply(world, channel);
};

const demandPartial = (
  world: World,
  request: ApiRequest,
  channel: StoredChannel,
  keys: readonly string[],
): void => {
  const names = keys.map((key) => key.split('.')[0] ?? '');
  if (names.some((name) => channelFields.has(name) && !settable.includes(name)))
    throw new StreamError('notAllowed', 'a reserved channel field cannot be changed');
  if (
    request.caller.kind === 'user' &&
    names.some((name) => name === 'config_overrides' || name === 'disabled')
  )
    throw new StreamError('notAllowed', 'this channel field can only be changed server-side');
  const other = names.filter((name) => !settable.includes(name));
  if (other.length > 0) demand(world, request.caller, channel, 'update-channel');
  if (names.includes('frozen')) demand(world, request.caller, channel, 'update-channel-frozen');
  if (names.includes('cooldown')) demand(world, request.caller, channel, 'update-channel-cooldown');
};

const role = z.looseObject({ user_id: z.string(), channel_role: z.string() });
const full = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  message: systemMessageInput.nullish(),
  add_members: maybe(z.array(memberInput)),
  remove_members: maybe(z.array(z.string())),
  add_moderators: maybe(z.array(z.string())),
  demote_moderators: maybe(z.array(z.string())),
  assign_roles: maybe(z.array(role)),
  cooldown: maybe(z.int().min(0)),
  hide_history: maybe(z.boolean()),
  hide_history_before: optionalId,
});
type FullUpdate = z.output<typeof full>;

/** `POST /channels/:t/:id`. `data` replaces ALL custom data: a field that is not sent is lost. */
export const updateChannel = (world: World, request: ApiRequest) => {
  const channel = channelOf(world, request);
  const body = parse(full, request.body);
  refuseUndone(body);
  const authorId = body.message ? messageAuthor(world, request, body.message) : undefined;
  if (!changesMembers(body) && body.cooldown === undefined)
    demand(world, request.caller, channel, 'update-channel');
  if (body.data) replaceData(world, request, channel, body.data);
  if (body.cooldown !== undefined) {
    demand(world, request.caller, channel, 'update-channel-cooldown');
    channel.cooldown = body.cooldown;
  }
  changeMembers(world, request, channel, body);
  const message =
    body.message && authorId !== undefined
      ? encodeMessage(world, postSystemMessage(world, channel, body.message, authorId))
      : undefined;
  publishUpdate(world, channel, updater(request), message);
  return { ...updateReply(world, channel), ...(message ? { message } : {}) };
};

/** What Stream would do on an update and the emulator does not. */
const refuseUndone = (body: FullUpdate): void => {
  if (body.invites || body.accept_invite || body.reject_invite) refuseLeftOut('invites');
  if (body.add_filter_tags || body.remove_filter_tags) refuseLeftOut('filter tags');
};

const messageAuthor = (world: World, request: ApiRequest, message: object): string =>
  actingUser(world, request, namedUser(message) === undefined ? request.body : message);

const changesMembers = (body: FullUpdate): boolean =>
  [
    body.add_members,
    body.remove_members,
    body.add_moderators,
    body.demote_moderators,
    body.assign_roles,
  ].some((list) => list !== undefined && list.length > 0);

const replaceData = (world: World, request: ApiRequest, channel: StoredChannel, sent: Custom): void => {
  demand(world, request.caller, channel, 'update-channel');
  const data = parseChannelData(sent);
  if (data.frozen !== undefined && data.frozen !== channel.frozen) {
    demand(world, request.caller, channel, 'update-channel-frozen');
    channel.frozen = data.frozen;
  }
  channel.custom = customPart(sent, channelFields);
};

const changeMembers = (
  world: World,
  { caller }: ApiRequest,
  channel: StoredChannel,
  body: FullUpdate,
): void => {
  if (body.add_members) addMembers(world, caller, channel, body.add_members, historyFrom(world, body));
  if (body.remove_members) removeMembers(world, caller, channel, body.remove_members);
  if (body.add_moderators) admitModerators(world, caller, channel, body.add_moderators);
  const roles = [
    ...(body.add_moderators ?? []).map((user_id) => ({ user_id, channel_role: 'channel_moderator' })),
    ...(body.demote_moderators ?? []).map((user_id) => ({ user_id, channel_role: 'channel_member' })),
    ...(body.assign_roles ?? []),
  ];
  if (roles.length > 0) assignRoles(world, caller, channel, roles);
};

/** Somebody who is made a moderator and is no member becomes one [test: stream-py, stream-chat-go]. */
const admitModerators = (
  world: World,
  caller: Caller,
  channel: StoredChannel,
  userIds: readonly string[],
): void => {
  const strangers = userIds.filter((userId) => !channel.members.has(userId));
  if (strangers.length > 0) addMembers(world, caller, channel, strangers, undefined);
};

const historyFrom = (world: World, body: FullUpdate): number | undefined => {
  if (body.hide_history_before !== undefined)
    return decodeTime(body.hide_history_before, 'hide_history_before');
  return body.hide_history ? world.now() : undefined;
};

/** Who an update is by, if anyone: a server need not say. */
const updater = (request: ApiRequest): string | undefined =>
  request.caller.kind === 'user' ? request.caller.userId : namedUser(request.body);

const publishUpdate = (
  world: World,
  channel: StoredChannel,
  userId: string | undefined,
  message?: object,
): void => {
  channel.updatedAt = world.now();
  publishToChannel(world, channel, {
    type: 'channel.updated',
    channel: encodeChannel(world, channel),
    ...(userId === undefined ? {} : { user: encodeUserById(world, userId) }),
    ...(message ? { message } : {}),
  });
};

const updateReply = (world: World, channel: StoredChannel) => ({
  channel: encodeChannel(world, channel),
  members: [...channel.members.values()].map((member) => encodeMember(world, channel, member)),
});
