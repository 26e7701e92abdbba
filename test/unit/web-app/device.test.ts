import { describe, expect, it } from '@jest/globals';
import { openDevice } from '../../../client-example/web/src/state/device.ts';

/** A browser that notes which databases it deletes. */
const fakeBrowser = () => {
  const deleted: string[] = [];
  const deleteDatabase = (name: string) => {
    deleted.push(name);
    const request = { onsuccess: null as (() => void) | null };
    setImmediate(() => request.onsuccess?.());
    return request as unknown as IDBOpenDBRequest;
  };
  return { localStorage: fakeStorage(), indexedDB: { deleteDatabase }, deleted };
};

/** What `localStorage` does, its keys being own properties. */
const fakeStorage = (): Storage => {
  const methods = {
    getItem: (key: string) => (Object.hasOwn(values, key) ? values[key] : null),
    setItem: (key: string, value: string) => {
      values[key] = value;
    },
    removeItem: (key: string) => {
      delete values[key];
    },
  };
  const values: Record<string, string> = Object.create(methods);
  return values as unknown as Storage;
};

describe('the memory of one person', () => {
  it('is apart from that of another', async () => {
    const browser = fakeBrowser();
    const [alice, bob] = [openDevice(browser, 'alice'), openDevice(browser, 'bob')];
    await alice.storage.set('pin', 'A');
    await bob.storage.set('pin', 'B');
    expect([await alice.storage.get('pin'), await bob.storage.get('pin')]).toEqual(['A', 'B']);
    expect(alice.database.rawKey).not.toBe(bob.database.rawKey);
  });

  it('is apart even from one whose id begins alike or looks like a path', async () => {
    const browser = fakeBrowser();
    await openDevice(browser, 'a/b').storage.set('pin', 'other');
    await openDevice(browser, 'ab').storage.set('pin', 'other');
    const device = openDevice(browser, 'a');
    await device.storage.set('pin', 'own');
    await device.storage.clear();
    expect(await openDevice(browser, 'a/b').storage.get('pin')).toBe('other');
    expect(await openDevice(browser, 'ab').storage.get('pin')).toBe('other');
    expect(await openDevice(browser, 'a').storage.get('pin')).toBeNull();
  });

  it('keeps one database key of 64 bytes, until it is cleared', async () => {
    const browser = fakeBrowser();
    const { rawKey } = openDevice(browser, 'alice').database;
    expect(Buffer.from(rawKey, 'base64')).toHaveLength(64);
    const again = openDevice(browser, 'alice');
    expect(again.database.rawKey).toBe(rawKey);
    await again.storage.clear();
    expect(Object.keys(browser.localStorage)).toEqual([]);
    expect(openDevice(browser, 'alice').database.rawKey).not.toBe(rawKey);
  });

  it('takes the databases with it when nobody else is remembered', async () => {
    const browser = fakeBrowser();
    const [alice, bob] = [openDevice(browser, 'alice'), openDevice(browser, 'bob')];
    await alice.storage.clear();
    expect(browser.deleted).toEqual([]);
    await bob.storage.clear();
    expect(browser.deleted).toEqual(['NeDB', 'Seald']);
  });
});
