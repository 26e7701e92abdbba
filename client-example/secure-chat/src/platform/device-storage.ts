/**
 * Small facts this device remembers: pinned encryption sessions and where the set-up stands. While a code is
 * awaited or has just been proved, the phone number or e-mail address and a session of the key storage are in it too.
 * In a browser: `{ get: async (key) => localStorage.getItem(key), ... }`.
 */
export type DeviceStorage = {
  get: (key: string) => Promise<string | null>;
  set: (key: string, value: string) => Promise<void>;
  remove: (key: string) => Promise<void>;
  /** Forgets everything of this user; what other users of the device keep stays. */
  clear: () => Promise<void>;
};

/** Forgets all when the process ends: for scripts and tests. */
export const memoryStorage = (): DeviceStorage => {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => {
      values.set(key, value);
    },
    remove: async (key) => {
      values.delete(key);
    },
    clear: async () => values.clear(),
  };
};

/** The same storage under a name of its own, so that two users of one device do not meet. */
export const storageFor = (storage: DeviceStorage, name: string): Omit<DeviceStorage, 'clear'> => ({
  get: (key) => storage.get(`${name}/${key}`),
  set: (key, value) => storage.set(`${name}/${key}`, value),
  remove: (key) => storage.remove(`${name}/${key}`),
});
