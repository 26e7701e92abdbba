import type { ChannelAPIResponse, Event, StreamChat } from 'stream-chat';
import type { Platform } from '../platform/platform.ts';
import { findSelf, isRefused } from './find-self.ts';
import { listenFor } from './heard.ts';
import { installMessageLists, noteStale } from './message-lists.ts';
import { addMissed, type Missed } from './missed.ts';
import { PAGE, renewList } from './renew-list.ts';

/** What a channel hears of a lost connection that is there again. */
export type RecoveryListener = {
  /** Stream is about to be asked. What is heard from here on is newer than the answers may be. */
  begins: () => void;
  /** All that could be known again is. `isFresh`: whether it was the channel's, and it is listened to again. */
  ends: (isFresh: (cid: string) => boolean) => void;
};

/** Brings back what a client missed while it had no connection. */
export type Recovery = {
  /** Answers how to stop. */
  subscribe: (listener: RecoveryListener) => () => void;
  /**
   * Somebody looks at this channel, or listens to it: after a lost connection the messages held of it, and its threads, are asked for anew. Of a channel that nobody
   * keeps only the newest page stays, and the rest loads when it is wanted. Answers how to end it.
   */
  keep: (cid: string) => () => void;
  /** Tells what a kept channel has missed, after `ends`. Answers how to stop. */
  onMissed: (cid: string, listener: (missed: Missed) => void) => () => void;
};

export type RecoveryDeps = Pick<Platform, 'timer' | 'now'> & {
  /** From 0 to less than 1. */
  random: () => number;
};

/** As many channels as Stream gives at once. */
const AT_ONCE = 30;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Takes the place of stream-chat's own recovery (9.53, `recoverState`), which asks for thirty channels, leaves the others unwatched, after one
 * failed call never comes back, and merges the newest page of each into what it has, without what lies between. Here all active channels are asked for,
 * thirty at a time, those with the newest messages first; their lists become what Stream has now (`renewList`); and what fails is
 * tried again until it works or the connection is another one. Only then everybody hears `connection.recovered`. A channel that Stream does not give is
 * none of ours any more, which whoever keeps it is told as Stream would have; or is asked for when somebody needs it.
 */
export const installRecovery = (client: StreamChat, { timer, now, random }: RecoveryDeps): Recovery => {
  const listeners = new Set<RecoveryListener>();
  const kept = new Map<string, number>();
  const missedListeners = new Map<string, Set<(missed: Missed) => void>>();
  /** Found, and not told yet: the connection may be lost again before. */
  const untold = new Map<string, Missed>();
  const announce = client.recoverState; // with the switch off, it only tells
  client.recoverStateOnReconnect = false;
  const tell = (cid: string, missed: Missed): void => {
    for (const listener of [...(missedListeners.get(cid) ?? [])]) listener(missed);
  };
  installMessageLists(client, ({ cid }) => tell(cid, { changes: [], hasBegunAnew: true, hasGap: true }));
  let current: object | null = null;
  const pauseBefore = (attempt: number): Promise<void> => {
    const milliseconds = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    return new Promise((resolve) => void timer(resolve, milliseconds * (0.5 + random() / 2)));
  };
  client.recoverState = async () => {
    const run = {};
    current = run;
    const isCurrent = () => current === run && client.userID !== undefined;
    const hearing = listenFor(client);
    for (const { begins } of [...listeners]) begins();
    const fresh = new Set<string>();
    const recoverGroup = async (group: readonly string[]): Promise<void> => {
      for (const answer of await ask(client, group)) {
        const { cid } = answer.channel;
        if (fresh.has(cid)) continue; // before something failed
        const how = { isKept: kept.has(cid), heard: hearing.of(cid), isWanted: isCurrent, now };
        const missed = await renewList(client, answer, how);
        if (!missed) return;
        untold.set(cid, addMissed(untold.get(cid), missed));
        fresh.add(cid);
      }
      for (const cid of group) if (!fresh.has(cid)) await lose(client, cid, { isKept: kept.has(cid), now });
    };
    const groups = groupsOf(newestFirst(client));
    for (let attempt = 1; groups.length > 0 && isCurrent(); ) {
      const [group = []] = groups;
      try {
        await recoverGroup(group);
        groups.shift();
        attempt = 1;
      } catch (error) {
        if (isRefused(error)) groups.splice(0, 1, ...halvesOf(client, group));
        else await pauseBefore(attempt++);
      }
    }
    hearing.stop();
    if (!isCurrent()) return;
    for (const { ends } of [...listeners]) ends((cid) => fresh.has(cid));
    for (const [cid, missed] of [...untold]) if (untold.delete(cid)) tell(cid, missed);
    await announce();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    keep: (cid) => {
      kept.set(cid, (kept.get(cid) ?? 0) + 1);
      let isHere = true;
      return () => {
        const others = (kept.get(cid) ?? 0) - 1;
        if (isHere && others > 0) kept.set(cid, others);
        else if (isHere) kept.delete(cid);
        isHere = false;
      };
    },
    onMissed: (cid, listener) => {
      const here = missedListeners.get(cid) ?? new Set();
      missedListeners.set(cid, here.add(listener));
      return () => {
        here.delete(listener);
        if (here.size === 0 && missedListeners.get(cid) === here) missedListeners.delete(cid);
      };
    },
  };
};

const newestFirst = ({ activeChannels }: StreamChat): string[] => {
  const newest = (cid: string) => activeChannels[cid]?.state.last_message_at?.getTime() ?? 0;
  return Object.keys(activeChannels).sort((one, other) => newest(other) - newest(one));
};

const groupsOf = (cids: readonly string[]): string[][] =>
  cids.length === 0 ? [] : [cids.slice(0, AT_ONCE), ...groupsOf(cids.slice(AT_ONCE))];

const ask = (client: StreamChat, cids: readonly string[]): Promise<ChannelAPIResponse[]> => {
  const filter = { cid: { $in: [...cids] } };
  return client.queryChannelsRequest(
    filter,
    { last_message_at: -1 },
    { limit: AT_ONCE, message_limit: PAGE },
  );
};

/**
 * Stream has not given this channel. If somebody keeps it, it may be hidden, or Stream's index may be late; else it was deleted, or this user is not in it any
 * more, which nobody has heard. Throws what Stream throws, but for refusals.
 */
const lose = async (
  client: StreamChat,
  cid: string,
  { isKept, now }: { isKept: boolean } & Pick<Platform, 'now'>,
): Promise<void> => {
  const channel = client.activeChannels[cid];
  if (!channel) return;
  noteStale(channel);
  const user_id = client.userID ?? '';
  const found = isKept ? await findSelf(client, cid) : 'here';
  if (found === 'here') return;
  const { type: channel_type, id: channel_id = '', data } = channel;
  const about = { cid, channel_type, channel_id, user: { id: user_id }, member: { user_id } };
  const event = { ...about, created_at: now().toISOString() } as Omit<Event, 'type'>;
  const left = { ...event, ...(data && { channel: data as never }) };
  if (found === 'no channel') return client.dispatchEvent({ ...left, type: 'channel.deleted' });
  client.dispatchEvent({ ...event, type: 'member.removed' });
  client.dispatchEvent({ ...left, type: 'notification.removed_from_channel' });
};

/** Nothing for a single one: it is left out. */
const halvesOf = (client: StreamChat, cids: readonly string[]): string[][] => {
  const half = Math.ceil(cids.length / 2);
  if (cids.length >= 2) return [cids.slice(0, half), cids.slice(half)];
  for (const cid of cids) if (client.activeChannels[cid]) noteStale(client.activeChannels[cid]);
  return [];
};
