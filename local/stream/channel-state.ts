import * as z from 'zod';
import { isOn } from './channel-types.ts';
import { historyStart, isInMainList, messagesOf, newestPins } from './message-lookup.ts';
import { messagePage, pageOf } from './message-pages.ts';
import type { StoredChannel } from './stored.ts';
import { encodeChannel, encodeMember, encodeReadState } from './v1/encode-channel.ts';
import { encodeMessage } from './v1/encode-message.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

const window = z.looseObject({
  limit: z.int().min(0).max(300).optional(),
  offset: z.int().min(0).max(1000).optional(),
});

/** Which slices of a channel a query asks for. */
export const stateOptions = z.looseObject({
  state: z.boolean().default(false),
  messages: messagePage.optional(),
  members: window.optional(),
  watchers: window.optional(),
});
export type StateOptions = z.output<typeof stateOptions>;

const DEFAULT_MESSAGES = 25;
const DEFAULT_MEMBERS = 100;
const PINNED_SHOWN = 10;

/** ChannelState (stream.md section 7): the channel as one viewer sees it; without `state` only its data. */
export const encodeChannelState = (
  world: World,
  channel: StoredChannel,
  viewerId: string | undefined,
  options: StateOptions,
) => {
  const membership = viewerId === undefined ? undefined : channel.members.get(viewerId);
  return {
    channel: encodeChannel(world, channel, viewerId),
    ...(membership ? { membership: encodeMember(world, channel, membership) } : {}),
    members: encodeMembers(world, channel, options),
    ...encodeMessages(world, channel, viewerId, options),
    pending_messages: [],
    read: encodeReads(world, channel, options),
    ...encodeWatchers(world, channel, options),
    threads: [],
  };
};

const encodeMembers = (world: World, channel: StoredChannel, { state, members }: StateOptions) => {
  if (!state && !members) return [];
  const start = members?.offset ?? 0;
  return [...channel.members.values()]
    .slice(start, start + (members?.limit ?? DEFAULT_MEMBERS))
    .map((member) => encodeMember(world, channel, member));
};

const encodeMessages = (
  world: World,
  channel: StoredChannel,
  viewerId: string | undefined,
  options: StateOptions,
) => {
  if (!options.state && !options.messages) return { messages: [], pinned_messages: [] };
  const start = historyStart(channel, viewerId);
  const visible = messagesOf(world, channel).filter((message) => message.createdAt > start);
  const encode = (message: (typeof visible)[number]) =>
    encodeMessage(world, message, { viewerId, isRetrieved: true });
  const page = { limit: DEFAULT_MESSAGES, ...options.messages };
  return {
    messages: pageOf(world, visible.filter(isInMainList), page).map(encode),
    pinned_messages: newestPins(world, visible).slice(0, PINNED_SHOWN).map(encode),
  };
};

const encodeReads = (world: World, channel: StoredChannel, { state }: StateOptions) =>
  state && isOn(world, channel, 'read_events')
    ? [...channel.reads].map(([userId, read]) => encodeReadState(world, channel, userId, read))
    : [];

const encodeWatchers = (world: World, channel: StoredChannel, { state, watchers }: StateOptions) => {
  const ids = world.sockets.watchers(channel.cid);
  const start = watchers?.offset ?? 0;
  const shown = state || watchers ? ids.slice(start, start + (watchers?.limit ?? DEFAULT_MEMBERS)) : [];
  return { watcher_count: ids.length, watchers: shown.map((id) => encodeUserById(world, id)) };
};
