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
/** The newest, in which this device may send, and some that it reads. */
const MOST_EPOCHS = 3;

const epoch = z.object({
  sessionId: z.string(),
  /** When the newest of its messages that is known here was written. */
  newest: z.string(),
  /** By the thread's message id, and under no name for the channel itself; the one written in last at the end. */
  last: z.array(z.tuple([z.string(), z.array(messageReference).max(MAX_PREVIOUS)])),
});
const kept = z.object({ v: z.literal(1), epochs: z.array(epoch) });
type Epoch = z.infer<typeof epoch>;

/** Where a message stands: in the thread of that message, or in the channel. */
type Place = { parentId?: string | undefined };

type OwnMessage = Place & { id: string; sentAt: string; proof: Proof };

/** The user's own messages in one channel that no later one names yet: what the next message of this device names as those before it. */
export type OwnChain = {
  /** Never rejects. */
  last: (sessionId: string, place: Place) => Promise<MessageReference[]>;
  /** One that Stream has, sent or read here. A repeat changes nothing. */
  note: (message: OwnMessage) => void;
};

/** Kept in the device's storage for the newest epochs; what cannot be kept is found again among the messages that are loaded. */
export const createOwnChain = (storage: Pick<DeviceStorage, 'get' | 'set'>, cid: string): OwnChain => {
  const key = `own-chain/${cid}`;
  /** Ids of messages that a later one names. */
  const named = new Set<string>();
  let epochs: readonly Epoch[] | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let isToBeKept = false;
  const load = async (): Promise<readonly Epoch[]> => {
    const text = await storage.get(key).catch(() => null);
    epochs ??= kept.safeParse(parseJson(text ?? '')).data?.epochs ?? [];
    return epochs;
  };
  const keep = (): void => {
    if (isToBeKept) return;
    isToBeKept = true;
    work = work.then(() => {
      isToBeKept = false;
      return storage.set(key, JSON.stringify({ v: 1, epochs })).catch(() => {});
    });
  };
  const withMessage = (before: Epoch, { id, parentId = '', sentAt, proof }: OwnMessage): Epoch => {
    for (const one of proof.previous) named.add(one.id);
    const here = lastIn(before, parentId).filter((one) => one.id !== id && !named.has(one.id));
    const own = named.has(id) ? [] : [{ id, hash: proof.original }];
    const elsewhere = before.last.filter(([place]) => place !== parentId).slice(1 - MOST_PLACES);
    const next = [...here, ...own].slice(-MAX_PREVIOUS);
    const newest = sentAt > before.newest ? sentAt : before.newest;
    return { ...before, newest, last: [...elsewhere, [parentId, next]] };
  };
  const add = (before: readonly Epoch[], message: OwnMessage): Epoch[] => {
    const { sessionId } = message.proof;
    const others = before.filter((one) => one.sessionId !== sessionId);
    const its = before.find((one) => one.sessionId === sessionId) ?? { sessionId, newest: '', last: [] };
    const all = [...others, withMessage(its, message)];
    return all.sort((one, other) => (one.newest < other.newest ? -1 : 1)).slice(-MOST_EPOCHS);
  };
  return {
    last: async (sessionId, { parentId = '' }) => {
      await work;
      const its = (await load()).find((one) => one.sessionId === sessionId);
      return its ? [...lastIn(its, parentId)] : [];
    },
    note: (message) => {
      work = work.then(load).then((before) => {
        const next = add(before, message);
        if (JSON.stringify(next) === JSON.stringify(before)) return;
        epochs = next;
        keep();
      });
    },
  };
};

const lastIn = ({ last }: Epoch, place: string): readonly MessageReference[] =>
  last.find(([its]) => its === place)?.[1] ?? [];
