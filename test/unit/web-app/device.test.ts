import { describe, expect, it } from '@jest/globals';
import { openDevice } from '../../../client-example/src/state/device.ts';

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
    const memory = fakeStorage();
    const [alice, bob] = [openDevice(memory, 'alice'), openDevice(memory, 'bob')];
    await alice.storage.set('pin', 'A');
    await bob.storage.set('pin', 'B');
    expect([await alice.storage.get('pin'), await bob.storage.get('pin')]).toEqual(['A', 'B']);
    expect(alice.database.rawKey).not.toBe(bob.database.rawKey);
  });

  it('is apart even from one whose id begins alike or looks like a path', async () => {
    const memory = fakeStorage();
    await openDevice(memory, 'a/b').storage.set('pin', 'other');
    await openDevice(memory, 'ab').storage.set('pin', 'other');
    const device = openDevice(memory, 'a');
    await device.storage.set('pin', 'own');
    await device.storage.clear();
    expect(await openDevice(memory, 'a/b').storage.get('pin')).toBe('other');
    expect(await openDevice(memory, 'ab').storage.get('pin')).toBe('other');
    expect(await openDevice(memory, 'a').storage.get('pin')).toBeNull();
  });

  it('keeps one database key of 64 bytes, until it is cleared', async () => {
    const memory = fakeStorage();
    const { rawKey } = openDevice(memory, 'alice').database;
    expect(Buffer.from(rawKey, 'base64')).toHaveLength(64);
    const again = openDevice(memory, 'alice');
    expect(again.database.rawKey).toBe(rawKey);
    await again.storage.clear();
    expect(Object.keys(memory)).toEqual([]);
    expect(openDevice(memory, 'alice').database.rawKey).not.toBe(rawKey);
  });
});
