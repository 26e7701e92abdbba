import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DeviceRecords,
  memoryRecords,
} from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { oneWindow } from '../../../client-example/secure-chat/src/platform/windows.ts';
import { createSealedRecords } from '../../../client-example/secure-chat/src/storage/sealed-records.ts';

const [NAME, OTHER] = ['outbox/one', 'outbox/other'];
const words = new TextEncoder().encode('see you at eight');

let records: DeviceRecords;
let openWindow: () => ReturnType<typeof createSealedRecords>;
let decryptions: number;

beforeEach(() => {
  decryptions = 0;
  records = memoryRecords();
  const platform = createPlatform();
  const decrypt: typeof platform.decrypt = (...given) => {
    decryptions += 1;
    return platform.decrypt(...given);
  };
  const deps = { ...platform, decrypt, records, storage: memoryStorage(), windows: oneWindow() };
  openWindow = () => createSealedRecords(deps);
});

/** As it lies on the device. */
const lying = async (name: string): Promise<Uint8Array> => {
  const sealed = await records.get(name);
  if (!sealed) throw new Error('nothing is kept');
  return sealed;
};

describe('a record', () => {
  it('that this window wrote last is read without decrypting', async () => {
    const window = openWindow();
    await window.set(NAME, words);
    expect(await window.get(NAME)).toEqual(words);
    expect(decryptions).toBe(0);
  });

  it('is decrypted in a window that did not write it', async () => {
    await openWindow().set(NAME, words);
    expect(await openWindow().get(NAME)).toEqual(words);
    expect(decryptions).toBe(1);
  });

  it('that another window has written over is read as it is now', async () => {
    const [window, other] = [openWindow(), openWindow()];
    await window.set(NAME, words);
    await other.set(NAME, new TextEncoder().encode('see you at nine'));
    expect(await window.get(NAME)).toEqual(new TextEncoder().encode('see you at nine'));
  });

  it('with one byte changed is none, and is taken away, though this window wrote it', async () => {
    const window = openWindow();
    await window.set(NAME, words);
    const sealed = await lying(NAME);
    sealed.set([(sealed.at(-1) ?? 0) ^ 1], sealed.length - 1);
    await records.set(NAME, sealed);
    expect(await window.get(NAME)).toBeNull();
    expect(await records.keys('')).toEqual([]);
  });

  it('in the place of another is none', async () => {
    const window = openWindow();
    await window.set(NAME, words);
    await window.set(OTHER, new TextEncoder().encode('no'));
    await records.set(OTHER, await lying(NAME));
    expect(await window.get(OTHER)).toBeNull();
  });
});

describe('what this window has written', () => {
  it.each(['remove', 'end'] as const)('is not remembered after `%s`', async (what) => {
    const window = openWindow();
    await window.set(NAME, words);
    const sealed = await lying(NAME);
    await window[what](NAME);
    await records.set(NAME, sealed);
    expect(await window.get(NAME)).toEqual(words);
    expect(decryptions).toBe(1);
  });

  it('is not remembered once it is found to be gone, as when another window has sent it', async () => {
    const window = openWindow();
    await window.set(NAME, words);
    const sealed = await lying(NAME);
    await records.remove(NAME);
    expect(await window.get(NAME)).toBeNull();
    await records.set(NAME, sealed);
    await window.get(NAME);
    expect(decryptions).toBe(1);
  });

  it('is remembered of a hundred records, and not of long ones', async () => {
    const window = openWindow();
    for (let one = 0; one < 101; one++) await window.set(`${NAME}/${one}`, words);
    await window.set('long', new Uint8Array(30_000));
    await window.get('long');
    await window.get(`${NAME}/0`);
    expect(decryptions).toBe(2);
    await window.get(`${NAME}/1`);
    expect(decryptions).toBe(2);
  });
});
