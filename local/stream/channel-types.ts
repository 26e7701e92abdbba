import * as z from 'zod';
import type { ApiRequest } from './api-request.ts';
import { maybe, parse } from './api-request.ts';
import { demandCommands, encodeCommands } from './channel-commands.ts';
import { StreamError } from './errors.ts';
import type { Custom, StoredChannel, StoredChannelType } from './stored.ts';
import { encodeChangedType, encodeType, encodeTypeConfig, grantsOf } from './v1/encode-channel-type.ts';
import { encodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/**
 * Channel types: `messaging`, `livestream`, `team`, `gaming`, `commerce` and types of one's own.
 *
 * Left out: the built-in types' different defaults (all have those of `messaging`), blocklists and automod (stored,
 * never applied), the cap of 50 types, commands of one's own, running commands, the old `permissions` (always an empty list).
 */
const defaultSettings: Custom = {
  typing_events: true,
  read_events: true,
  delivery_events: true,
  connect_events: true,
  custom_events: true,
  search: true,
  reactions: true,
  replies: true,
  quotes: true,
  mutes: true,
  uploads: true,
  url_enrichment: true,
  polls: false,
  user_message_reminders: false,
  shared_locations: false,
  count_messages: false,
  mark_messages_pending: false,
  skip_last_msg_update_for_system_msgs: false,
  push_notifications: true,
  reminders: false,
  message_retention: 'infinite',
  max_message_length: 5000,
  automod: 'simple',
  automod_behavior: 'flag',
};

const MAX_MESSAGE_LENGTH = 20_000;
const typeSettings = z.looseObject({
  name: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  max_message_length: z.int().min(1).max(MAX_MESSAGE_LENGTH).optional(),
  commands: maybe(z.array(z.string())),
  grants: z.record(z.string(), z.array(z.string())).nullable().optional(),
});

/** The types every app starts with. */
export const builtInTypes = (): Map<string, StoredChannelType> =>
  new Map(
    ['messaging', 'livestream', 'team', 'gaming', 'commerce'].map((name) => [
      name,
      newType(name, 0, ['giphy', 'ban', 'unban', 'mute', 'unmute']),
    ]),
  );

const newType = (name: string, at: number, commands: string[]): StoredChannelType => ({
  name,
  createdAt: at,
  updatedAt: at,
  settings: { ...defaultSettings },
  commands,
  grants: {},
});

/** The type as Stream's servers know it (`lag.ts`). Throws code 16 for one that nobody made, or not long enough ago. */
export const findType = (world: World, name: string): StoredChannelType => {
  const type = seenType(world, name);
  if (!type) throw new StreamError('notFound', 'channel type does not exist');
  return type;
};

const seenType = (world: World, name: string): StoredChannelType | undefined =>
  world.lag.seen(lagName(name), world.state.channelTypes.get(name));

const lagName = (name: string): string => `type/${name}`;

/** The type as it was last written, once all servers know of it. Throws code 16 like {@link findType}, under status 400. */
const typeToWrite = (world: World, name: string): StoredChannelType => {
  const type = seenType(world, name) && world.state.channelTypes.get(name);
  if (!type) throw new StreamError('undefinedType', `${name} is not a defined channel type`);
  world.lag.changing(lagName(name), type);
  return type;
};

/** Role -> permissions as they stand: what was set for a role, else the built-in list. */
export const typeGrants = (world: World, name: string): Record<string, readonly string[]> =>
  grantsOf(findType(world, name));

/** Each type's settings, as the app's settings list them. */
export const typeConfigs = (world: World) =>
  Object.fromEntries(seenTypes(world).map((type) => [type.name, encodeTypeConfig(type)]));

/** `channel.config`: the type's settings under the channel's own overrides (stream.md sections 7 and 10.2). */
export const channelConfig = (world: World, channel: StoredChannel) => {
  const type = findType(world, channel.type);
  const { commands, ...overrides } = channel.configOverrides;
  const names = Array.isArray(commands) ? (commands as string[]) : type.commands;
  return {
    name: type.name,
    created_at: encodeTime(type.createdAt),
    updated_at: encodeTime(type.updatedAt),
    ...type.settings,
    ...overrides,
    commands: encodeCommands(names),
  };
};

/** The longest text a message in this channel may have, in characters. */
export const maxMessageLength = (world: World, channel: StoredChannel): number =>
  Number((channelConfig(world, channel) as Custom).max_message_length);

/** Whether a switch such as `reactions` is on in this channel. */
export const isOn = (world: World, channel: StoredChannel, setting: string): boolean =>
  (channelConfig(world, channel) as Custom)[setting] !== false;

/**
 * Settings as sent; `grants` replaces each named role's list whole, and `null` puts every role back. Throws code 4 for a command
 * nobody made.
 */
const applySettings = (type: StoredChannelType, sent: z.output<typeof typeSettings>): void => {
  const { name: _name, grants, commands, permissions: _old, ...settings } = sent;
  if (commands) demandCommands(commands);
  Object.assign(type.settings, settings);
  if (commands) type.commands = commands;
  if (grants === null) type.grants = {};
  else Object.assign(type.grants, grants);
};

export const listTypes = (world: World) => ({
  channel_types: Object.fromEntries(seenTypes(world).map((type) => [type.name, encodeType(type)])),
});

const seenTypes = (world: World): StoredChannelType[] => {
  const late = world.lag
    .names()
    .flatMap((name) => (name.startsWith('type/') ? [name.slice('type/'.length)] : []));
  const names = new Set([...world.state.channelTypes.keys(), ...late]);
  return [...names].flatMap((name) => seenType(world, name) ?? []);
};

export const getType = (world: World, { params }: ApiRequest) =>
  encodeType(findType(world, params.type ?? ''));

/**
 * `POST /channeltypes`. Takes every switch but `quotes`, which only an update can change, and grants; a role that is not named has
 * `messaging`'s [pub: GetStream/protocol v236, CreateChannelTypeRequest; stream-chat-ruby docs channel_types].
 */
export const createType = (world: World, { body }: ApiRequest) => {
  const { quotes: _notTaken, ...sent } = parse(typeSettings, body);
  if (sent.name === undefined) throw new StreamError('input', 'name is a required field');
  if (world.state.channelTypes.has(sent.name)) throw new StreamError('input', 'channel type already exists');
  const type = newType(sent.name, world.now(), []);
  applySettings(type, sent);
  world.lag.changing(lagName(type.name), undefined);
  world.state.channelTypes.set(type.name, type);
  return encodeChangedType(type);
};

export const updateType = (world: World, { params, body }: ApiRequest) => {
  const sent = parse(typeSettings, body);
  const type = typeToWrite(world, params.type ?? '');
  applySettings(type, sent);
  type.updatedAt = world.now();
  return encodeChangedType(type);
};

export const deleteType = (world: World, { params }: ApiRequest) => {
  const name = params.type ?? '';
  const type = seenType(world, name) && world.state.channelTypes.get(name);
  if (!type) throw new StreamError('notFound', 'channel type does not exist');
  if ([...world.state.channels.values()].some((channel) => channel.type === type.name))
    throw new StreamError('input', 'channel type is in use');
  world.lag.changing(lagName(type.name), type);
  world.state.channelTypes.delete(type.name);
  return {};
};
