import type { ApiRequest } from './api-request.ts';
import { StreamError } from './errors.ts';
import { publishToChannel, sendEvent } from './publish.ts';
import type { Connection } from './sockets.ts';
import type { StoredChannel } from './stored.ts';
import { encodeUserById } from './v1/encode-user.ts';
import type { World } from './world.ts';

/** The live socket a request speaks for. Throws code 46 without one, code 4 for a server. */
const connectionOf = (world: World, { caller, query }: ApiRequest): Connection => {
  if (caller.kind === 'server') throw new StreamError('input', 'watch and presence need client-side auth');
  return world.sockets.require(query.get('connection_id'), caller.userId);
};

/** Starts the watches and presence a query asks for; watching twice changes nothing. */
export const startWatching = (
  world: World,
  request: ApiRequest,
  channels: readonly StoredChannel[],
  wants: { watch: boolean; presence: boolean },
): void => {
  if (!wants.watch && !wants.presence) return;
  const connection = connectionOf(world, request);
  for (const channel of channels) {
    if (wants.presence) for (const userId of channel.members.keys()) connection.presenceOf.add(userId);
    if (wants.watch) watch(world, connection, channel);
  }
};

const watch = (world: World, connection: Connection, channel: StoredChannel): void => {
  const watchedBefore = world.sockets.watchers(channel.cid).includes(connection.userId);
  connection.watched.add(channel.cid);
  if (!watchedBefore) publishWatching(world, channel, connection.userId, 'user.watching.start');
};

/** The watcher itself hears of it too [test: stream-chat-js, 2021]. */
const publishWatching = (world: World, channel: StoredChannel, userId: string, type: string): void => {
  const event = {
    type,
    user: encodeUserById(world, userId),
    watcher_count: world.sockets.watchers(channel.cid).length,
  };
  publishToChannel(world, channel, event);
};

const unwatch = (world: World, connection: Connection, cid: string): void => {
  const channel = world.state.channels.get(cid);
  if (!connection.watched.delete(cid) || !channel) return;
  if (!world.sockets.watchers(cid).includes(connection.userId))
    publishWatching(world, channel, connection.userId, 'user.watching.stop');
};

/** Ends one socket's watch, and tells the others when it was the user's last. */
export const stopWatching = (world: World, request: ApiRequest, channel: StoredChannel): void =>
  unwatch(world, connectionOf(world, request), channel.cid);

/** What a closed socket leaves: no watches, and an offline notice when it was the user's last. */
export const endConnection = (world: World, connection: Connection): void => {
  world.sockets.remove(connection);
  for (const cid of [...connection.watched]) unwatch(world, connection, cid);
  if (!world.sockets.isOnline(connection.userId)) announcePresence(world, connection.userId);
};

/** Ends every watch a user has on a channel, without notice (they were removed from it). */
export const dropWatches = (world: World, channel: StoredChannel, userId: string): void => {
  for (const connection of world.sockets.ofUser(userId)) connection.watched.delete(channel.cid);
};

/** Tells those who asked for this user's presence that it changed. */
export const announcePresence = (world: World, userId: string): void => {
  const receivers = world.sockets.all().filter((connection) => connection.presenceOf.has(userId));
  sendEvent(world, receivers, { type: 'user.presence.changed', user: encodeUserById(world, userId) });
};
