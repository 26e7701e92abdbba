import type { StreamChat } from 'stream-chat';
import type { Forgotten, KeptOnDevice } from '../outbox/kept-on-device.ts';
import { findSelf, isRefused } from '../stream/find-self.ts';

/** A channel that was deleted, and what had been written here for it, not sent, and is gone with it. */
export type DeletedChannel = Forgotten & { cid: string; code: 'CHANNEL_DELETED' };

/** What a person is to be told of such channels. */
export type DeletedChannels = {
  /** The same array until it changes. */
  all: () => readonly DeletedChannel[];
  /** Calls the listener when that changes; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
  /** The person has seen it. */
  note: () => void;
  /**
   * Looks which channels this device keeps something for that are no more, and takes it away. Rejects when Stream cannot be asked, or the device not be read: then a repeat goes on. One
   * that this user is not in any more is left: they may come back, and till then its messages are kept back.
   */
  forget: (deps: { stream: StreamChat; device: Pick<KeptOnDevice, 'cids' | 'forget'> }) => Promise<void>;
};

/** As many channels as Stream gives at once. */
const AT_ONCE = 30;

export const createDeletedChannels = (): DeletedChannels => {
  const listeners = new Set<() => void>();
  /** Those that this user is not in are asked for one by one: once is enough. */
  const left = new Set<string>();
  let all: readonly DeletedChannel[] = [];
  const change = (now: readonly DeletedChannel[]): void => {
    all = now;
    for (const listener of [...listeners]) listener();
  };
  return {
    all: () => all,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    note: () => {
      if (all.length > 0) change([]);
    },
    forget: async ({ stream, device }) => {
      const cids = (await device.cids()).filter((cid) => !left.has(cid));
      for (let from = 0; from < cids.length; from += AT_ONCE) {
        const group = cids.slice(from, from + AT_ONCE);
        const given = await givenOf(stream, group);
        for (const cid of group) {
          if (given.has(cid)) continue;
          if ((await findSelf(stream, cid)) === 'no channel') {
            const { messages, drafts } = await device.forget(cid);
            if (messages + drafts > 0) change([...all, { cid, code: 'CHANNEL_DELETED', messages, drafts }]);
          }
          left.add(cid);
        }
      }
    },
  };
};

/** Those that Stream's list has; hidden ones are not in it. */
const givenOf = async (stream: StreamChat, cids: readonly string[]): Promise<Set<string>> => {
  const filter = { cid: { $in: [...cids] } };
  const options = { limit: AT_ONCE, message_limit: 1, state: false, watch: false };
  const answer = await stream.queryChannelsRequest(filter, {}, options).catch((error: unknown) => {
    if (isRefused(error)) return []; // one of them may not be asked for
    throw error;
  });
  return new Set(answer.map(({ channel }) => channel.cid));
};
