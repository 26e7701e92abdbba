import { sendToEventHooks } from './event-hooks.ts';
import type { Connection } from './sockets.ts';
import type { Custom, StoredChannel } from './stored.ts';
import { encodeTime } from './v1/time.ts';
import type { World } from './world.ts';

/** What an event says; `publish` adds where and when. */
export type EventBody = { type: string } & Custom;

/** What differs between receivers, such as unread counts. */
type PerUser = (userId: string) => Custom;

/**
 * Sends an event to the given sockets. Only sockets: event hooks are told by {@link publishToChannel}.
 * Left out: the throttling of typing and read events above 100 watchers.
 */
export const sendEvent = (
  world: World,
  connections: readonly Connection[],
  event: EventBody,
  perUser?: PerUser,
): void => {
  if (world.faults.mutes(event.type)) return;
  const stamped = { created_at: encodeTime(world.now()), ...event };
  for (const connection of connections) {
    const extra = perUser?.(connection.userId);
    connection.socket.send(JSON.stringify(extra ? { ...stamped, ...extra } : stamped));
  }
};

/** The envelope every channel event carries (stream.md section 8); without `cid` the SDK does not route it. */
export const inChannel = (channel: StoredChannel, event: EventBody): EventBody => ({
  cid: channel.cid,
  channel_id: channel.id,
  channel_type: channel.type,
  ...event,
});

/** Sends an event to every socket that watches the channel, and to the event hooks. `hookOnly` fields go to hooks alone. */
export const publishToChannel = (
  world: World,
  channel: StoredChannel,
  event: EventBody,
  options: { perUser?: PerUser; hookOnly?: Custom } = {},
): void => {
  const full = { created_at: encodeTime(world.now()), ...inChannel(channel, event) };
  sendEvent(world, world.sockets.watching(channel.cid), full, options.perUser);
  sendToEventHooks(world, channel, { ...full, ...options.hookOnly });
};

/** Sends an event about a channel to all sockets of one user, watching or not. */
export const publishToUser = (
  world: World,
  userId: string,
  channel: StoredChannel,
  event: EventBody,
): void => {
  sendEvent(world, world.sockets.ofUser(userId), inChannel(channel, event));
};
