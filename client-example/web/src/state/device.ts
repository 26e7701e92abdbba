import type { DeviceStorage } from '@sealed-stream/secure-chat';

const PRODUCT = 'sealed-stream';
const DATABASE_KEY = 'seald-database-key';
/** What the Seald SDK calls its databases in a browser (seald.md section 11); all people of this browser are in them. */
const DATABASES = ['NeDB', 'Seald'];
/** Seald's database key is 64 raw bytes (seald.md section 11). */
const DATABASE_KEY_BYTES = 64;

type Browser = { localStorage: Storage; indexedDB: Pick<IDBFactory, 'deleteDatabase'> };

/** What this browser remembers of one person. */
export type Device = {
  /** `clear` forgets the key of the Seald database too, and the databases themselves when nobody else is in them. */
  storage: DeviceStorage;
  /** Of the Seald SDK's encrypted database in IndexedDB. */
  database: { path: string; rawKey: string };
};

/**
 * The memory of one person in this browser: names begin with their id, so Alice and Bob may share a browser. The key of the
 * Seald database is made at first use. It lies beside the database it opens: that keeps keys out of a copied database file,
 * not from whoever can run code in this origin or read the whole browser profile.
 */
export const openDevice = ({ localStorage: memory, indexedDB }: Browser, userId: string): Device => {
  const prefix = `${PRODUCT}/${encodeURIComponent(userId)}/`;
  const read = (key: string) => memory.getItem(prefix + key);
  const write = (key: string, value: string) => memory.setItem(prefix + key, value);
  const rawKey = read(DATABASE_KEY) ?? newDatabaseKey();
  write(DATABASE_KEY, rawKey);
  return {
    storage: {
      get: async (key) => read(key),
      set: async (key, value) => write(key, value),
      remove: async (key) => memory.removeItem(prefix + key),
      clear: async () => {
        for (const key of keysIn(memory, prefix)) memory.removeItem(key);
        if (keysIn(memory, `${PRODUCT}/`).length === 0) await deleteDatabases(indexedDB);
      },
    },
    database: { path: PRODUCT, rawKey },
  };
};

const keysIn = (memory: Storage, prefix: string): string[] =>
  Object.keys(memory).filter((key) => key.startsWith(prefix));

/** A database still in use is deleted by the browser when the page is left. */
const deleteDatabases = async (databases: Browser['indexedDB']): Promise<void> => {
  for (const name of DATABASES) {
    await new Promise((resolve) => {
      const request = databases.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = resolve;
    });
  }
};

const newDatabaseKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(DATABASE_KEY_BYTES));
  return btoa(String.fromCharCode(...bytes));
};
