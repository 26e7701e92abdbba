import type { LocalMessage, MessageResponse } from 'stream-chat';
import type { ReadMessage } from './incoming.ts';
import { versionOf } from './message-version.ts';

type StreamMessage = MessageResponse | LocalMessage;

/** What was read before, in memory only. An answer is given for the very same message (`versionOf`). */
export type DecryptedCache = {
  get: (cid: string, message: StreamMessage) => ReadMessage | undefined;
  set: (cid: string, message: StreamMessage, read: ReadMessage) => void;
  clear: () => void;
};

type Entry = { version: string; read: ReadMessage; weight: number };

/** About 20 MB of text. */
const MAX_WEIGHT = 10_000_000;
const ENTRY_WEIGHT = 500;

/** A cache that forgets what was not asked for the longest, once it holds more than `maxWeight` characters. */
export const createDecryptedCache = (maxWeight: number = MAX_WEIGHT): DecryptedCache => {
  const entries = new Map<string, Entry>();
  let weight = 0;
  const drop = (key: string) => {
    weight -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  const put = (key: string, entry: Entry) => {
    drop(key);
    entries.set(key, entry);
    weight += entry.weight;
  };
  return {
    get: (cid, message) => {
      const key = keyOf(cid, message);
      const entry = entries.get(key);
      if (!entry || entry.version !== versionOf(cid, message)) return;
      put(key, entry);
      return entry.read;
    },
    set: (cid, message, read) => {
      const version = versionOf(cid, message);
      put(keyOf(cid, message), { version, read, weight: weightOf(message.text ?? '') });
      for (const key of entries.keys()) {
        if (weight <= maxWeight) return;
        drop(key);
      }
    },
    clear: () => {
      entries.clear();
      weight = 0;
    },
  };
};

// Plaintext is shorter than the ciphertext it came from.
const weightOf = (text: string): number => ENTRY_WEIGHT + 2 * text.length;

const keyOf = (cid: string, { id }: StreamMessage): string => `${cid}/${id}`;
