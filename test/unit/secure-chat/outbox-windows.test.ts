import { describe, expect, it } from '@jest/globals';
import { SecureChatError } from '../../../client-example/secure-chat/src/errors.ts';
import type { ChannelOutbox } from '../../../client-example/secure-chat/src/outbox/channel-outbox.ts';
import type { KeptEntry } from '../../../client-example/secure-chat/src/outbox/outbox-entry.ts';
import { createOutboxStore } from '../../../client-example/secure-chat/src/outbox/outbox-store.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import {
  CID,
  fakeDevice,
  fakeStream,
  offline,
  openInTwoWindows,
  settled,
  sharedWindows,
} from './outbox-fakes.ts';

const put = (outbox: ChannelOutbox, id: string, text = id) => {
  const answer = outbox.put({ id, text });
  answer.catch(() => {});
  return answer;
};
const idsOf = (outbox: ChannelOutbox) => outbox.entries().map(({ id }) => id);

/** One device with two windows; the second does not hear what the first tells, as one that sleeps. The first waits at `gate` when it tries the first message. */
const twoWindows = async () => {
  const stream = fakeStream();
  const windows = sharedWindows();
  const device = fakeDevice(stream);
  const gate = Promise.withResolvers<void>();
  let isGated = false;
  const first = device.open({
    windows: windows(),
    onTry: ({ id }) => (isGated && id === 'm0' ? gate.promise : undefined),
  });
  let isCut = true;
  const second = device.open({
    windows: windows(),
    onTry: () => {
      if (isCut) throw offline(); // before anything could be stored
    },
  });
  stream.down = offline();
  put(first, 'm0');
  await settled();
  return {
    stream,
    device,
    first,
    second,
    /** The first is at it, and has all that is on the device. */
    begin: async () => {
      stream.down = null;
      isGated = true;
      first.nudge();
      await settled();
      expect(stream.stored).toEqual([]);
    },
    go: async () => {
      isCut = false;
      gate.resolve();
      await settled();
    },
  };
};

describe('while one window is sending', () => {
  it('what another takes back does not go', async () => {
    const { stream, first, second, begin, go } = await twoWindows();
    put(second, 'm1');
    await settled();
    await begin();
    expect(idsOf(first)).toEqual(['m0', 'm1']);
    await second.cancel('m1');
    await go();
    expect(stream.stored.map(({ id }) => id)).toEqual(['m0']);
    expect(idsOf(first)).toEqual([]);
  });

  it('what another has changed goes with the new words, at once', async () => {
    const { stream, first, second, begin, go } = await twoWindows();
    put(first, 'm1');
    put(first, 'm2');
    second.start();
    await settled();
    await begin();
    await second.edit('m1', { text: 'other words' });
    void second.cancel('m2');
    await settled();
    await go();
    expect(stream.stored).toEqual([
      { id: 'm0', text: 'm0', edits: 0 },
      { id: 'm1', text: 'other words', edits: 0 },
    ]);
  });
});

it('a window shows what another has put, and that it has gone', async () => {
  const stream = fakeStream();
  const [one, other] = openInTwoWindows(fakeDevice(stream));
  for (const outbox of [one, other]) outbox.start();
  await settled();
  stream.down = offline();
  put(one, 'm0');
  await untilOutbox({ outbox: other }, ({ length }) => length === 1);
  expect(idsOf(other)).toEqual(['m0']);
  stream.down = null;
  one.nudge();
  await untilOutbox({ outbox: other }, ({ length }) => length === 0);
  expect(stream.stored).toHaveLength(1);
});

describe('a device that fails', () => {
  it('to read what it keeps does not make that lost', async () => {
    const stream = fakeStream();
    const memory = memoryRecords();
    let isBroken = false;
    const broken = (): never => {
      throw new Error('cannot be read');
    };
    const records = {
      ...memory,
      get: async (key: string) => (isBroken ? broken() : memory.get(key)),
      keys: async (prefix: string) => (isBroken ? broken() : memory.keys(prefix)),
    };
    const outbox = fakeDevice(stream, { records }).open();
    stream.down = offline();
    const answer = put(outbox, 'm0');
    await settled();
    isBroken = true;
    stream.down = null;
    outbox.nudge();
    await answer;
    expect(stream.stored).toHaveLength(1);
  });

  it('to take off what has gone does not make it go again', async () => {
    const stream = fakeStream();
    const records = { ...memoryRecords(), remove: () => Promise.reject(new Error('cannot be written')) };
    const outbox = fakeDevice(stream, { records }).open();
    await put(outbox, 'm0');
    await put(outbox, 'm1');
    outbox.refresh();
    await settled();
    expect(idsOf(outbox)).toEqual([]);
    expect(stream.tries).toBe(2);
  });
});

it('what was taken back and cannot be deleted at Stream is done with', async () => {
  const stream = fakeStream();
  const device = fakeDevice(stream);
  const outbox = device.open();
  stream.next = ['lost', offline()];
  put(outbox, 'm0');
  await settled();
  stream.down = new SecureChatError('NOT_OWN_MESSAGE');
  await outbox.cancel('m0');
  await settled();
  expect(idsOf(outbox)).toEqual([]);
  expect(await device.records.keys('')).toEqual([]);
});

it('a closed outbox sends nothing any more', async () => {
  const stream = fakeStream();
  const device = fakeDevice(stream);
  const outbox = device.open();
  stream.down = offline();
  const answer = put(outbox, 'm0');
  await settled();
  outbox.close();
  await expect(answer).rejects.toMatchObject({ code: 'CHAT_CLOSED' });
  stream.down = null;
  outbox.nudge();
  device.passTime();
  await settled();
  expect(stream.stored).toEqual([]);
  await expect(put(outbox, 'm1')).rejects.toMatchObject({ code: 'CHAT_CLOSED' });
});

it('the device gives what it keeps in the order written, also over a change of the digits', async () => {
  const kept = new Map<string, Uint8Array>();
  const store = createOutboxStore({
    get: async (key) => kept.get(key) ?? null,
    set: async (key, bytes) => void kept.set(key, bytes),
    remove: async (key) => void kept.delete(key),
    keys: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)).sort(),
    end: () => {},
  });
  for (const place of [1_000, 999, 10_000])
    await store.save(CID, { v: 2, id: `m${place}`, kind: 'message', place, version: 0 } as KeptEntry, true);
  expect((await store.load(CID)).map(({ place }) => place)).toEqual([999, 1_000, 10_000]);
});
