import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { MessageResponse, SendMessageAPIResponse } from 'stream-chat';
import { MessagingApiError, SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import {
  type ChannelOutbox,
  createChannelOutbox,
} from '../../../client-example/secure-chat/src/outbox/channel-outbox.ts';
import { createKeptOnDevice } from '../../../client-example/secure-chat/src/outbox/kept-on-device.ts';
import type { Answer } from '../../../client-example/secure-chat/src/outbox/live-entry.ts';
import type { KeptEntry } from '../../../client-example/secure-chat/src/outbox/outbox-entry.ts';
import {
  type DeviceRecords,
  memoryRecords,
} from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createTurns, type InTurn } from '../../../client-example/secure-chat/src/platform/in-turn.ts';
import { createPlatform, type Platform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import type { WindowNews, Windows } from '../../../client-example/secure-chat/src/platform/windows.ts';

export const CID = 'messaging:one';

/** Stream's channel as far as sending goes: what it stores, in the order it came, once for an id. */
export type FakeStream = {
  stored: { id: string; text: string; deleted?: boolean; edits: number }[];
  /** What becomes of the next tries: null is success. `lost`: stored, and the answer is lost. */
  next: (null | 'lost' | Error)[];
  /** Every try fails with this while it is set. */
  down: Error | null;
  tries: number;
};

export const offline = () => new MessagingApiError('NETWORK_FAILURE');

export const fakeStream = (): FakeStream => ({ stored: [], next: [], down: null, tries: 0 });

export type FakeDevice = {
  records: DeviceRecords;
  open: (over?: { windows?: Windows; onTry?: (entry: KeptEntry) => Promise<void> | void }) => ChannelOutbox;
  /** All timers that are due are called. */
  passTime: () => void;
  /** In milliseconds, of each timer that was set. */
  pauses: readonly number[];
};

/** Without threads, so that what waits for nothing is done after a few turns. */
const atOnce: Pick<Platform, 'encrypt' | 'decrypt'> = {
  encrypt: async (bytes, { key, nonce, boundTo }) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo);
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  },
  decrypt: async (bytes, { key, nonce, boundTo }) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(boundTo);
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
  },
};

/** One device: records and storage that outlive its processes, and a clock that stands still. */
export const fakeDevice = (
  stream: FakeStream,
  {
    records = memoryRecords(),
    storage = memoryStorage(),
    pause = (): Promise<void> => Promise.resolve(),
    clock = () => new Date(1000),
  } = {},
): FakeDevice => {
  const timers = new Set<() => void>();
  const pauses: number[] = [];
  const answerOf = (id: string): Answer =>
    ({ message: { id } as MessageResponse, duration: '' }) as SendMessageAPIResponse;
  const send = async ({ kind, id, text = '', version }: KeptEntry): Promise<Answer> => {
    stream.tries += 1;
    await pause();
    if (stream.down) throw stream.down;
    const fate = stream.next.shift() ?? null;
    if (fate instanceof Error) throw fate;
    const known = stream.stored.find((one) => one.id === id);
    if (!known && kind === 'edit') throw new SecureChatError('NOT_OWN_MESSAGE');
    if (!known) stream.stored.push({ id, text, edits: 0 });
    else if (kind === 'edit' || version > 0) {
      if (known.text !== text) known.edits += 1;
      known.text = text;
    }
    await pause();
    if (fate === 'lost') throw offline();
    return answerOf(id);
  };
  return {
    records,
    pauses,
    open: ({ windows = sharedWindows()(), onTry } = {}) => {
      const { outbox: store } = createKeptOnDevice({ ...createPlatform(atOnce), records, storage, windows });
      return createChannelOutbox({
        cid: CID,
        store,
        windows,
        timer: (callback, ms) => {
          pauses.push(ms);
          timers.add(callback);
          return () => void timers.delete(callback);
        },
        now: clock,
        random: () => 0,
        send: async (entry, { mayBeStored }) => {
          await onTry?.(entry);
          mayBeStored();
          return send(entry);
        },
        withdraw: async ({ id }) => {
          await pause();
          if (stream.down) throw stream.down;
          const known = stream.stored.find((one) => one.id === id);
          if (known) known.deleted = true;
        },
        stored: async (id) => (stream.stored.some((one) => one.id === id) ? answerOf(id) : null),
        onWords: () => {},
        onGone: () => {},
      });
    },
    passTime: () => {
      for (const callback of [...timers]) {
        timers.delete(callback);
        callback();
      }
    },
  };
};

/** Windows of one person: a name is worked on in one of them at a time, and they hear of each other. */
export const sharedWindows = (): (() => Windows) => {
  const turns = new Map<string, InTurn>();
  const listeners = new Map<object, (news: WindowNews) => void>();
  return () => {
    const self = {};
    return {
      exclusively: (name, work) => {
        const inTurn = turns.get(name) ?? createTurns();
        turns.set(name, inTurn);
        return inTurn(work);
      },
      tell: (news) => {
        for (const [window, listener] of listeners) if (window !== self) listener(news);
      },
      listen: (listener) => {
        listeners.set(self, listener);
        return () => void listeners.delete(self);
      },
    };
  };
};

/** The outbox of one channel in two windows that hear of each other. */
export const openInTwoWindows = (device: FakeDevice): [ChannelOutbox, ChannelOutbox] => {
  const windows = sharedWindows();
  const openOne = () => {
    const own = windows();
    const outbox = device.open({ windows: own });
    own.listen(() => outbox.refresh());
    return outbox;
  };
  return [openOne(), openOne()];
};

/** Lets everything run that waits for nothing. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
};
