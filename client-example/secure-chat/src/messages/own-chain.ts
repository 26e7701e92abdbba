import * as z from 'zod';
import {
  MAX_PREVIOUS,
  type MessageReference,
  messageReference,
} from '../../../../shared/contract/envelope.ts';
import { parseJson } from '../../../../shared/contract/parse-json.ts';
import type { DeviceStorage } from '../platform/device-storage.ts';
import type { Proof } from './incoming.ts';

/** More threads than anybody writes in within one epoch, on one device. */
const MOST_PLACES = 50;

const kept = z.object({
  v: z.literal(1),
  sessionId: z.string(),
  /** By the thread's message id, and under no name for the channel itself. */
  last: z.record(z.string(), z.array(messageReference).max(MAX_PREVIOUS)),
});
type Kept = z.infer<typeof kept>;

/** Where a message stands: in the thread of that message, or in the channel. */
type Place = { parentId?: string | undefined };

type OwnMessage = Place & { id: string; proof: Proof };

/** The user's own messages in one channel that no later one names yet: what the next message of this device names as those before it. */
export type OwnChain = {
  /** Never rejects. */
  last: (sessionId: string, place: Place) => Promise<MessageReference[]>;
  /** One that Stream has, sent or read here. A repeat changes nothing. */
  note: (message: OwnMessage) => void;
};

/** Kept in the device's storage for the epoch it is in; what cannot be kept is found again among the messages that are loaded. */
export const createOwnChain = (storage: Pick<DeviceStorage, 'get' | 'set'>, cid: string): OwnChain => {
  const key = `own-chain/${cid}`;
  const named = new Set<string>();
  let state: Kept | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let isToBeKept = false;
  const load = async (): Promise<Kept> => {
    const found = kept.safeParse(parseJson((await storage.get(key).catch(() => null)) ?? '')).data;
    state ??= found ?? { v: 1, sessionId: '', last: {} };
    return state;
  };
  const keep = (): void => {
    if (isToBeKept) return;
    isToBeKept = true;
    work = work.then(() => {
      isToBeKept = false;
      return storage.set(key, JSON.stringify(state)).catch(() => {});
    });
  };
  const add = (before: Kept, { id, parentId = '', proof }: OwnMessage): Kept => {
    const { sessionId, previous } = proof;
    const last = before.sessionId === sessionId ? before.last : {};
    for (const one of previous) named.add(one.id);
    const others = (last[parentId] ?? []).filter((one) => one.id !== id && !named.has(one.id));
    const own = named.has(id) ? [] : [{ id, hash: proof.original }];
    const { [parentId]: _, ...elsewhere } = last;
    const places = Object.entries(elsewhere).slice(1 - MOST_PLACES);
    const next = [...others, ...own].slice(-MAX_PREVIOUS);
    return { v: 1, sessionId, last: Object.fromEntries([...places, [parentId, next]]) };
  };
  return {
    last: async (sessionId, { parentId = '' }) => {
      await work;
      const now = await load();
      return now.sessionId === sessionId ? [...(now.last[parentId] ?? [])] : [];
    },
    note: (message) => {
      work = work.then(load).then((before) => {
        const next = add(before, message);
        if (JSON.stringify(next) === JSON.stringify(before)) return;
        state = next;
        keep();
      });
    },
  };
};
