import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import type { DeviceStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { oneWindow } from '../../../client-example/secure-chat/src/platform/windows.ts';
import { createDeviceDoors } from '../../../client-example/secure-chat/src/storage/device-doors.ts';

/** A device, whose windows each have doors of their own. */
const openDevice = () => {
  const kept = new Map<string, string>();
  let slow: Promise<void> | undefined;
  const storage: DeviceStorage = {
    get: async (key) => kept.get(key) ?? null,
    set: async (key, value) => {
      await slow;
      kept.set(key, value);
    },
    remove: async (key) => void kept.delete(key),
    clear: async () => kept.clear(),
  };
  const records = memoryRecords();
  const windows = oneWindow();
  const openOn = (storage: DeviceStorage) => {
    const onLost = jest.fn();
    return { ...createDeviceDoors({ storage, records, windows, newId: randomUUID, onLost }), onLost };
  };
  const open = () => openOn(storage);
  /** One whose writing comes a while after its reading. */
  const openSlowly = () =>
    openOn({
      ...storage,
      set: async (key, value) => {
        await new Promise(setImmediate);
        return storage.set(key, value);
      },
    });
  const signOut = async (window: ReturnType<typeof open>) => {
    await window.shut();
    await window.storage.clear();
    await window.records.clear();
  };
  const slowDown = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    slow = promise;
    return resolve;
  };
  const all = async () => [...kept.keys(), ...(await records.keys(''))];
  return { open, openSlowly, signOut, slowDown, all };
};

const SIGNED_OUT = { code: 'SIGNED_OUT' };
const bytes = new Uint8Array([1]);

describe('the doors to a device', () => {
  it('let everything through while the person is signed in, in all windows, and over a restart', async () => {
    const device = openDevice();
    const [one, other] = [device.open(), device.open()];
    await Promise.all([one.storage.set('pin', 'A'), other.storage.set('pin of the other', 'B')]);
    await one.records.set('draft', bytes);
    expect(await other.storage.get('pin')).toBe('A');
    expect(await other.records.get('draft')).toEqual(bytes);
    const later = device.open();
    await later.storage.set('pin', 'C');
    expect([await one.look(), await other.look(), await later.look()]).toEqual([true, true, true]);
    expect([one.onLost.mock.calls, other.onLost.mock.calls]).toEqual([[], []]);
  });

  it('stay shut after the sign-out, in the window that did it and in one that has slept over it', async () => {
    const device = openDevice();
    const [one, asleep] = [device.open(), device.open()];
    await one.storage.set('pin', 'A');
    await asleep.storage.get('pin');
    await device.signOut(one);
    for (const { storage, records } of [one, asleep]) {
      await expect(storage.set('late pin', 'B')).rejects.toMatchObject(SIGNED_OUT);
      await expect(storage.remove('pin')).rejects.toMatchObject(SIGNED_OUT);
      await expect(records.set('late draft', bytes)).rejects.toMatchObject(SIGNED_OUT);
    }
    expect(await device.all()).toEqual([]);
    expect([one.onLost.mock.calls.length, asleep.onLost.mock.calls.length]).toEqual([0, 1]);
  });

  it('wait for what is being written before all is cleared', async () => {
    const device = openDevice();
    const one = device.open();
    await one.storage.set('pin', 'A');
    const go = device.slowDown();
    const writing = one.storage.set('count', '1');
    await Promise.resolve();
    let isWritten = false;
    const written = writing
      .catch(() => {})
      .then(() => {
        isWritten = true;
      });
    const leaving = device.signOut(one).then(() => isWritten);
    setImmediate(go);
    expect(await leaving).toBe(true);
    await written;
    expect(await device.all()).toEqual([]);
  });

  it('take back what was being written while another window signed out', async () => {
    const device = openDevice();
    const [one, other] = [device.open(), device.open()];
    await one.storage.set('pin', 'A');
    await other.storage.get('pin');
    const go = device.slowDown();
    const writing = other.storage.set('count', '1');
    await new Promise(setImmediate); // it is past the look before, and on its way to the disk
    await device.signOut(one);
    go();
    await expect(writing).rejects.toMatchObject(SIGNED_OUT);
    expect(await device.all()).toEqual([]);
    expect(other.onLost).toHaveBeenCalledTimes(1);
  });

  it('of a window from before are shut to somebody who has signed in again, and leave what is theirs', async () => {
    const device = openDevice();
    const old = device.open();
    await old.storage.set('pin', 'A');
    const leaving = device.open();
    await leaving.storage.get('pin');
    await device.signOut(leaving);
    const anew = device.open();
    await anew.storage.set('pin', 'new');
    expect([await old.look(), await old.isOwn(), await anew.isOwn()]).toEqual([false, false, true]);
    await expect(old.storage.set('pin', 'A')).rejects.toMatchObject(SIGNED_OUT);
    expect(await anew.storage.get('pin')).toBe('new');
  });

  it('of a window that has slept over a sign-out and a sign-in take nothing off the device', async () => {
    const device = openDevice();
    const [old, leaving] = [device.open(), device.open()];
    await old.storage.set('pin', 'A');
    await leaving.storage.get('pin');
    await device.signOut(leaving);
    const anew = device.open();
    await anew.storage.set('pin', 'new');
    await anew.records.set('draft', bytes);
    await expect(old.storage.remove('pin')).rejects.toMatchObject(SIGNED_OUT);
    await expect(old.records.remove('draft')).rejects.toMatchObject(SIGNED_OUT);
    expect([await anew.storage.get('pin'), await anew.records.get('draft')]).toEqual(['new', bytes]);
  });

  it('leave nothing when they are shut before anything was written', async () => {
    const device = openDevice();
    const one = device.open();
    await device.signOut(one);
    await expect(one.storage.set('pin', 'A')).rejects.toMatchObject(SIGNED_OUT);
    expect(await device.all()).toEqual([]);
  });

  it('are the same for two windows that write first at the same moment, however slow one is', async () => {
    const device = openDevice();
    const [one, slow] = [device.open(), device.openSlowly()];
    await Promise.all([one.storage.set('pin', 'A'), slow.storage.set('count', '1')]);
    expect([await one.look(), await slow.look()]).toEqual([true, true]);
  });

  it('do not lock anybody out of a device that keeps nothing', async () => {
    const nothing: DeviceStorage = {
      get: async () => null,
      set: async () => {},
      remove: async () => {},
      clear: async () => {},
    };
    const deps = { storage: nothing, records: memoryRecords(), windows: oneWindow(), newId: randomUUID };
    const { storage, look } = createDeviceDoors({ ...deps, onLost: () => {} });
    await storage.set('pin', 'A');
    expect(await look()).toBe(true);
  });
});
