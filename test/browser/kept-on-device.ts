import type { Page } from 'playwright-core';

/** All that the browser keeps for the page's origin: both storages and every record of every database, as text. */
export const keptOnDevice = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const records = async (name: string): Promise<string[]> => {
      const database = await done(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      const all = await Promise.all(
        stores.map((store) => done(database.transaction(store).objectStore(store).getAll())),
      );
      database.close();
      return all.flat().map((record) => JSON.stringify(record));
    };
    const done = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const entries = [localStorage, sessionStorage].flatMap((storage) =>
      Object.entries(storage).map(([key, value]) => `${key}: ${value}`),
    );
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const databases = await Promise.all(
      names.map(async (name) => `${name}: ${(await records(name)).join('\n')}`),
    );
    return [...entries, ...databases];
  });
