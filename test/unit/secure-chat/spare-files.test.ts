import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { createKeptOnDevice } from '../../../client-example/secure-chat/src/outbox/kept-on-device.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { oneWindow } from '../../../client-example/secure-chat/src/platform/windows.ts';
import { until } from '../../conformance/stream-stage.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

const DAY_MS = 86_400_000;

let ends: TwoEnds;
let uploads: string[];
let isCut: (url: string) => boolean;

beforeAll(async () => {
  ends = await openTwoEnds();
  const { request, response } = ends.ann.stream.axiosInstance.interceptors;
  request.use(async (config) => {
    if (isCut(config.url ?? '')) throw new Error('no network');
    return config;
  });
  response.use((answer) => {
    if (answer.config.url?.endsWith('/file') && answer.config.method === 'post')
      uploads.push(answer.data.file);
    return answer;
  });
});
afterAll(() => ends.close());

/** Ann's device: it outlives the sittings of its app. */
const openDevice = async () => {
  [uploads, isCut] = [[], () => false];
  const id = randomUUID();
  await ends.stage.channel(id, ['ann', 'ben']);
  const [records, storage] = [memoryRecords(), memoryStorage()];
  const sitting = (daysLater = 0): Promise<EncryptedChannel> => {
    const windows = oneWindow();
    const now = () => new Date(Date.now() + daysLater * DAY_MS);
    const device = createKeptOnDevice({ ...createPlatform(), now, records, storage, windows });
    return ends.open(ends.ann, id, { device, windows });
  };
  return { id, records, sitting };
};
/** Files as they are picked without a connection: they are uploaded with their message. */
const pick = async (channel: EncryptedChannel, ...names: string[]) => {
  const connection = Object(ends.ann.stream.wsConnection);
  connection.isHealthy = false;
  const files = await Promise.all(names.map((name) => channel.uploadFile(new File([name], name))));
  connection.isHealthy = true;
  expect(files.every(({ keptAs }) => keptAs)).toBe(true);
  return files;
};
/** A sitting in which a message begins to leave, and that ends there. */
const cutOff = async (channel: EncryptedChannel, at: typeof isCut, ...names: string[]) => {
  const attachments = await pick(channel, ...names);
  isCut = at;
  channel.sendMessage({ text: 'look', attachments }).catch(() => {});
  await untilOutbox(channel, ([entry]) => entry?.reason === 'no-connection');
  channel.close();
  isCut = () => false;
  expect(uploads).toHaveLength(1);
};
const atSecondFile = (url: string) => url.endsWith('/file') && uploads.length > 0;
const atMessage = (url: string) => url.endsWith('/message');
const isGone = async (url = '') => !(await fetch(url)).ok;
const soon = async (holds: () => Promise<boolean>) => {
  for (let turn = 0; turn < 200; turn++) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error('it did not come about');
};
const arrives = async (channel: EncryptedChannel) => {
  await until(() => channel.stream.state.messages.some(({ status }) => status === 'received'));
  await untilOutbox(channel, ({ length }) => length === 0);
  const [message] = await channel.messages();
  if (message?.kind !== 'message') throw new Error(message?.kind);
  return message.attachments.map(({ name }) => name);
};

describe('a file that was uploaded when the app ended, before its message went', () => {
  it.each([
    ['while the next one was being uploaded', atSecondFile, 2],
    ['while nobody knew whether the message got there', atMessage, 1],
  ])('%s, goes with its message after the restart and is not uploaded again', async (_, at, count) => {
    const { records, sitting } = await openDevice();
    const names = ['plan.txt', 'map.txt'].slice(0, count);
    await cutOff(await sitting(), at, ...names);
    expect(await arrives(await sitting())).toEqual(names);
    expect(uploads).toHaveLength(count);
    expect(await isGone(uploads[0])).toBe(false);
    await soon(async () => (await records.keys('')).length === 0);
  });

  it('is deleted after the restart when the encryption has changed, and others went', async () => {
    const { id, records, sitting } = await openDevice();
    const first = await sitting();
    const atBen = await ends.open(ends.ben, id);
    await cutOff(first, atSecondFile, 'plan.txt', 'map.txt');
    await atBen.renewEncryption();
    expect(await arrives(await sitting())).toEqual(['plan.txt', 'map.txt']);
    expect(uploads).toHaveLength(3);
    await soon(() => isGone(uploads[0]));
    expect([await isGone(uploads[1]), await isGone(uploads[2])]).toEqual([false, false]);
    await soon(async () => (await records.keys('')).length === 0);
  });

  it('is deleted a day after its message was taken back', async () => {
    const { records, sitting } = await openDevice();
    await cutOff(await sitting(), atSecondFile, 'plan.txt', 'map.txt');
    isCut = (url) => url.endsWith('/file');
    const later = await sitting();
    await untilOutbox(later, ([entry]) => entry?.reason === 'no-connection');
    isCut = () => false;
    await later.outbox.cancel(later.outbox.entries()[0]?.id ?? '');
    await soon(async () => (await records.keys('outbox/')).length === 0);
    later.close();
    expect(await isGone(uploads[0])).toBe(false);
    (await sitting(1.5)).close();
    await soon(() => isGone(uploads[0]));
    await soon(async () => (await records.keys('')).length === 0);
  });

  it('and may be in a message, is never deleted', async () => {
    const { records, sitting } = await openDevice();
    await cutOff(await sitting(), atMessage, 'plan.txt');
    for (const key of await records.keys('outbox/')) await records.remove(key); // as a full disk may lose it
    (await sitting(1.5)).close();
    await soon(async () => (await records.keys('spare/')).length === 0);
    expect(await isGone(uploads[0])).toBe(false);
  });
});

it('a file that was picked and never sent stays for a day, for another window may have it, and is deleted then', async () => {
  const { records, sitting } = await openDevice();
  const first = await sitting();
  const picked = await first.uploadFile(new File(['the plan'], 'plan.txt'));
  first.close();
  (await sitting(0.5)).close();
  expect(await isGone(picked.url)).toBe(false);
  (await sitting(1.5)).close();
  await soon(() => isGone(picked.url));
  await soon(async () => (await records.keys('')).length === 0);
});
