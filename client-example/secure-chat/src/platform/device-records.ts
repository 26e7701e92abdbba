/**
 * Larger things this device keeps for one person: unsent messages, their files, drafts. The core encrypts what it puts here; keys are
 * plain names of its own. In a browser a database, on React Native files. May reject, for instance when the disk is full: the core then
 * goes on without what could not be kept.
 */
export type DeviceRecords = {
  /** Null when nothing is kept under this key. */
  get: (key: string) => Promise<Uint8Array | null>;
  /** All of it or nothing, also when the process dies meanwhile. */
  set: (key: string, bytes: Uint8Array) => Promise<void>;
  remove: (key: string) => Promise<void>;
  /** All keys that begin with this, in any order. */
  keys: (prefix: string) => Promise<string[]>;
  /** Forgets everything of this person; what other people of the device keep stays. */
  clear: () => Promise<void>;
};

/** Forgets all when the process ends: for scripts and tests. */
export const memoryRecords = (): DeviceRecords => {
  const kept = new Map<string, Uint8Array>();
  return {
    get: async (key) => kept.get(key) ?? null,
    set: async (key, bytes) => {
      kept.set(key, bytes.slice());
    },
    remove: async (key) => {
      kept.delete(key);
    },
    keys: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
    clear: async () => kept.clear(),
  };
};
