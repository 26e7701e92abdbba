import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createKeptOnDevice,
  type KeptOnDevice,
} from '../../../client-example/secure-chat/src/outbox/kept-on-device.ts';
import {
  type DeviceRecords,
  memoryRecords,
} from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { oneWindow } from '../../../client-example/secure-chat/src/platform/windows.ts';
import { sourceOf } from '../../support/file-source.ts';

const CID = 'messaging:one';
const DAY_MS = 86_400_000;
const bytes = new Uint8Array([1, 2, 3]);

let device: KeptOnDevice;
let records: DeviceRecords;
let isAway: (key: string) => boolean;
let daysLater: number;

beforeEach(() => {
  [isAway, daysLater] = [() => false, 0];
  const kept = memoryRecords();
  records = {
    ...kept,
    keys: async (prefix) => {
      if (isAway(prefix)) throw new Error('the device cannot be read');
      return kept.keys(prefix);
    },
    get: async (key) => {
      if (isAway(key)) throw new Error('the device cannot be read');
      return kept.get(key);
    },
  };
  const now = () => new Date(Date.now() + daysLater * DAY_MS);
  const parts = { storage: memoryStorage(), windows: oneWindow(), records };
  device = createKeptOnDevice({ ...createPlatform(), ...parts, now });
});

const draftWith = async () => {
  const keptAs = await device.files.put(sourceOf(bytes));
  const file = { sha256: 'a'.repeat(64), name: 'plan.txt', mimeType: 'text/plain', size: 3, keptAs };
  await device.drafts.put(CID, { text: '', attachments: [file] });
  return file;
};

describe('the file of a draft that cannot be read for a moment', () => {
  it('does not pass for one that nobody wants', async () => {
    const { sha256, keptAs } = await draftWith();
    isAway = (key) => key.startsWith('draft/');
    daysLater = 2;
    await expect(device.filesToSend(CID)).rejects.toThrow();
    await device.tidy();
    isAway = () => false;
    expect(await device.filesToSend(CID)).toEqual(new Set([sha256]));
    expect(await device.files.open(keptAs, bytes.length)).not.toBeNull();
  });

  it('is not forgotten half, with its channel', async () => {
    await draftWith();
    isAway = (key) => key.startsWith('draft/');
    await expect(device.forget(CID)).rejects.toThrow();
    isAway = () => false;
    expect(await device.forget(CID)).toEqual({ messages: 0, drafts: 1 });
    expect(await records.keys('')).toEqual([]);
  });
});

describe('the file of an unsent message that cannot be looked for, for a moment', () => {
  it('does not pass for one that nobody wants', async () => {
    const keptAs = await device.files.put(sourceOf(bytes));
    const file = { sha256: 'a'.repeat(64), name: 'plan.txt', mimeType: 'text/plain', size: 3, keptAs };
    const entry = { v: 2, id: 'one', kind: 'message', place: 1, version: 0, attachments: [file] } as const;
    await device.outbox.save(CID, { ...entry, attachments: [file] }, true);
    isAway = (key) => key.startsWith('outbox/');
    daysLater = 2;
    await expect(device.cids()).rejects.toThrow();
    await device.tidy();
    expect(await device.files.open(keptAs, bytes.length)).not.toBeNull();
    isAway = () => false;
    expect(await device.cids()).toEqual([CID]);
  });
});

describe('what was uploaded for a channel and is in no message', () => {
  it('is looked for, and taken away with the channel, though nothing waits there', async () => {
    const stored = { url: 'https://files.test/1', sha256: 'b'.repeat(64), cid: CID, sessionId: 'one' };
    await device.spare.note({ stored, first: stored.sha256, isHanded: false });
    expect(await device.cids()).toEqual([CID]);
    expect(await device.forget(CID)).toEqual({ messages: 0, drafts: 0 });
    expect(await device.cids()).toEqual([]);
    expect(await records.keys('')).toEqual([]);
  });
});
