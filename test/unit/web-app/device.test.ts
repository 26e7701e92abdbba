import { describe, expect, it } from '@jest/globals';
import { openDevice } from '../../../client-example/web/src/state/device.ts';
import { forgetOpened, noteOpened, wasEmptied } from '../../../client-example/web/src/state/memory.ts';
import { fakeStorage } from '../../support/fake-storage.ts';

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

  it('makes a new key when the one it has is damaged: the SDK would not even start with it', () => {
    const browser = fakeBrowser();
    const { rawKey } = openDevice(browser, 'alice').database;
    const name = Object.keys(browser.localStorage)[0] ?? '';
    for (const damaged of ['', 'x', rawKey.slice(1), `${rawKey}=`, rawKey.replace(/^../, '\u0000?')]) {
      browser.localStorage.setItem(name, damaged);
      expect(openDevice(browser, 'alice').database.rawKey).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    }
  });

  it('is no longer its own once it was emptied, and leaves alone what somebody has who came back since', async () => {
    const browser = fakeBrowser();
    const [asleep, leaving] = [openDevice(browser, 'alice'), openDevice(browser, 'alice')];
    expect([asleep.isOwn(), leaving.isOwn()]).toEqual([true, true]);
    await leaving.storage.clear();
    expect(asleep.isOwn()).toBe(false);
    const anew = openDevice(browser, 'alice');
    await anew.storage.set('pin', 'new');
    await asleep.storage.clear();
    expect([await anew.storage.get('pin'), anew.isOwn()]).toEqual(['new', true]);
  });

  it('takes with it what a browser without IndexedDB has kept in its place', async () => {
    const { localStorage } = fakeBrowser();
    localStorage.setItem('NeDB/nedbdata/sealed-stream/T_alice/User.fdb', 'ciphertext');
    localStorage.setItem('Seald/backupKey/sealed-stream/T_alice/SealdKeyBackup', 'ciphertext');
    localStorage.setItem('of another page', 'stays');
    await openDevice({ localStorage }, 'alice').storage.clear();
    expect(Object.keys(localStorage)).toEqual(['of another page']);
  });

  it('is known to have been emptied by a window that had it open', async () => {
    const browser = fakeBrowser();
    const ofWindow = fakeStorage();
    const emptied = (id = 'alice') => wasEmptied(ofWindow, browser.localStorage, id);
    expect(emptied()).toBe(false);
    const { storage } = openDevice(browser, 'alice');
    noteOpened(ofWindow, 'alice');
    expect(emptied()).toBe(false);
    await storage.clear();
    expect([emptied(), emptied('bob')]).toEqual([true, false]);
    forgetOpened(ofWindow);
    expect(emptied()).toBe(false);
  });
});
