import type { DeviceStorage } from '@sealed-stream/secure-chat';
import { databaseKeyName, nameFor, namesIn } from './memory.ts';

const PRODUCT = 'sealed-stream';
/** What the Seald SDK calls its databases in a browser (seald.md section 11); all people of this browser are in them. */
const DATABASES = ['NeDB', 'Seald'];
/** Where its storage library puts them when the browser has no IndexedDB: names in localStorage that begin so. */
const STAND_INS = DATABASES.map((name) => `${name}/`);
/** Seald's database key is 64 raw bytes (seald.md section 11), in base64; the SDK is not even made with anything else. */
const DATABASE_KEY_BYTES = 64;
const DATABASE_KEY = /^[A-Za-z0-9+/]{86}==$/;

type Browser = { localStorage: Storage; indexedDB?: Pick<IDBFactory, 'deleteDatabase'> | undefined };

/** What this browser remembers of one person. */
export type Device = {
  /** `clear` forgets the key of the Seald database too, and the databases themselves when nobody else is in them. */
  storage: DeviceStorage;
  /** Of the Seald SDK's encrypted database in IndexedDB. */
  database: { path: string; rawKey: string };
  /** False once this memory was emptied, or made anew by somebody who has signed in since. */
  isOwn: () => boolean;
};

/**
 * The memory of one person in this browser: names begin with their id, so Alice and Bob may share a browser. The key of the
 * Seald database is made at first use, and when it is no such key any more: the core then finds the database unreadable, and goes on as on a new device. It lies beside
 * the database it opens: that keeps keys out of a copied database file, not from whoever can run code in this origin or read the whole browser profile.
 * Throws what `localStorage` throws.
 */
export const openDevice = ({ localStorage: memory, indexedDB }: Browser, userId: string): Device => {
  const read = (key: string) => memory.getItem(nameFor(userId, key));
  const keyName = databaseKeyName(userId);
  if (!DATABASE_KEY.test(memory.getItem(keyName) ?? '')) memory.setItem(keyName, newDatabaseKey());
  const rawKey = memory.getItem(keyName) ?? newDatabaseKey();
  const isOwn = () => memory.getItem(keyName) === rawKey;
  return {
    storage: {
      get: async (key) => read(key),
      set: async (key, value) => memory.setItem(nameFor(userId, key), value),
      remove: async (key) => memory.removeItem(nameFor(userId, key)),
      clear: async () => {
        if (memory.getItem(keyName) !== null && !isOwn()) return; // of somebody who has signed in since
        for (const name of namesIn(memory, userId)) memory.removeItem(name);
        if (namesIn(memory).length === 0) await deleteDatabases(memory, indexedDB);
      },
    },
    database: { path: PRODUCT, rawKey },
    isOwn,
  };
};

/** A database still in use is deleted by the browser when the page is left. */
const deleteDatabases = async (memory: Storage, databases: Browser['indexedDB']): Promise<void> => {
  for (const name of Object.keys(memory))
    if (STAND_INS.some((beginning) => name.startsWith(beginning))) memory.removeItem(name);
  for (const name of DATABASES) {
    await new Promise((resolve) => {
      const request = databases?.deleteDatabase(name);
      if (request) request.onsuccess = request.onerror = request.onblocked = resolve;
      else resolve(undefined);
    });
  }
};

const newDatabaseKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(DATABASE_KEY_BYTES));
  return btoa(String.fromCharCode(...bytes));
};
