import type { DeviceRecords } from '@sealed-stream/secure-chat';
import type { IDBPDatabase } from 'idb';

const PRODUCT = 'sealed-stream';
const STORE = 'records';

/**
 * What the core keeps of one person in this browser, in a database of their own in IndexedDB. Nothing is opened, and no code for it loaded,
 * before the first use. `clear` deletes the database, also under the hands of other windows; the next use makes a new one. Rejects where
 * the browser refuses IndexedDB or its quota is used up.
 */
export const openRecords = (userId: string): DeviceRecords => {
  const name = `${PRODUCT}/${encodeURIComponent(userId)}`;
  let opening: Promise<IDBPDatabase> | undefined;
  const forget = () => {
    opening = undefined;
  };
  const open = async (): Promise<IDBPDatabase> => {
    const { openDatabase } = await import('./idb-chunk.ts');
    const database = await openDatabase(name, 1, {
      upgrade: (made) => void made.createObjectStore(STORE),
      blocking: () => {
        forget();
        database.close();
      },
      terminated: forget,
    });
    return database;
  };
  const use = async <Result>(work: (database: IDBPDatabase) => Promise<Result>): Promise<Result> => {
    opening ??= open();
    try {
      return await work(await opening);
    } catch (error) {
      forget(); // it may have been closed by the browser or by another window; the next call opens it again
      throw error;
    }
  };
  return {
    get: (key) => use(async (database) => (await database.get(STORE, key)) ?? null),
    set: (key, bytes) => use(async (database) => void (await database.put(STORE, bytes, key))),
    remove: (key) => use((database) => database.delete(STORE, key)),
    keys: (prefix) =>
      use(async (database) => (await database.getAllKeys(STORE, startingWith(prefix))).map(String)),
    clear: async () => {
      const { deleteDatabase } = await import('./idb-chunk.ts');
      const database = await opening?.catch(() => undefined);
      forget();
      database?.close();
      await deleteDatabase(name);
    },
  };
};

/** `\uffff` comes after every character that a key has. */
const startingWith = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
