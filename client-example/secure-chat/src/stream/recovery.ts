import type { StreamChat } from 'stream-chat';
import type { Timer } from '../platform/timer.ts';

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
};

/** As many channels as Stream gives at once. */
const AT_ONCE = 30;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Takes the place of stream-chat's own recovery (9.53, `recoverState`), which asks for thirty channels, leaves the others unwatched, and after one
 * failed call never comes back: here all active channels are asked for, thirty at a time, those with the newest messages first, and what fails is
 * tried again until it works or the connection is another one. Only then everybody hears `connection.recovered`. A channel that Stream does not give is
 * none of ours any more, or is asked for when somebody needs it.
 */
export const installRecovery = (client: StreamChat, timer: Timer, random: () => number): Recovery => {
  const listeners = new Set<RecoveryListener>();
  const announce = client.recoverState; // with the switch off, it only tells
  client.recoverStateOnReconnect = false;
  let current: object | null = null;
  const pauseBefore = (attempt: number): Promise<void> => {
    const milliseconds = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    return new Promise((resolve) => void timer(resolve, milliseconds * (0.5 + random() / 2)));
  };
  client.recoverState = async () => {
    const run = {};
    current = run;
    const isCurrent = () => current === run && client.userID !== undefined;
    for (const { begins } of [...listeners]) begins();
    const fresh = new Set<string>();
    const groups = groupsOf(newestFirst(client));
    for (let attempt = 1; groups.length > 0; ) {
      const [group = []] = groups;
      try {
        for (const cid of await ask(client, group)) fresh.add(cid);
        groups.shift();
        attempt = 1;
      } catch (error) {
        if (isRefused(error)) groups.splice(0, 1, ...halvesOf(group));
        else await pauseBefore(attempt++);
      }
      if (!isCurrent()) return;
    }
    for (const { ends } of [...listeners]) ends((cid) => fresh.has(cid));
    await announce();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const newestFirst = ({ activeChannels }: StreamChat): string[] => {
  const newest = (cid: string) => activeChannels[cid]?.state.last_message_at?.getTime() ?? 0;
  return Object.keys(activeChannels).sort((one, other) => newest(other) - newest(one));
};

const groupsOf = (cids: readonly string[]): string[][] =>
  cids.length === 0 ? [] : [cids.slice(0, AT_ONCE), ...groupsOf(cids.slice(AT_ONCE))];

const ask = async (client: StreamChat, cids: readonly string[]): Promise<string[]> => {
  const filter = { cid: { $in: [...cids] } };
  const found = await client.queryChannels(filter, { last_message_at: -1 }, { limit: AT_ONCE });
  return found.map(({ cid }) => cid);
};

/** Whether Stream will not answer this, however often it is asked: one of the channels may not be named any more. */
const isRefused = (error: unknown): boolean => {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  return code !== CONNECTION_GONE && (status === 400 || status === 403 || status === 404);
};

/** Stream's code for a connection that was lost meanwhile (stream.md section 3). */
const CONNECTION_GONE = 46;

/** Nothing for a single one: it is left out. */
const halvesOf = (cids: readonly string[]): string[][] => {
  const half = Math.ceil(cids.length / 2);
  return cids.length < 2 ? [] : [cids.slice(0, half), cids.slice(half)];
};
