import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MessageRefusedError,
  MessageTooLongError,
  SecureChatError,
  SecurityNoticeError,
} from '../../../client-example/secure-chat/src/errors.ts';
import type { ChannelOutbox } from '../../../client-example/secure-chat/src/outbox/channel-outbox.ts';
import {
  MOST_ENTRY_BYTES,
  MOST_UNSENT,
} from '../../../client-example/secure-chat/src/outbox/outbox-store.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { untilOutbox } from '../../support/until-outbox.ts';
import { CID, fakeDevice, fakeStream, offline, openInTwoWindows, settled } from './outbox-fakes.ts';

const idOf = (number: number) => `m${String(number).padStart(3, '0')}`;
const put = (outbox: ChannelOutbox, number: number, text = idOf(number)) => {
  const answer = outbox.put({ id: idOf(number), text });
  answer.catch(() => {});
  return answer;
};
const states = (outbox: ChannelOutbox) =>
  outbox.entries().map(({ id, state, reason }) => [id, state, reason]);
const isEmpty = (outbox: ChannelOutbox) => untilOutbox({ outbox }, ({ length }) => length === 0);
const removed = () => new SecureChatError('NO_ACCESS');

describe('the order', () => {
  it('is the one in which it was written, once each, whatever fails and however long each takes', async () => {
    const fates = fc.array(fc.constantFrom(null, 'lost' as const, 'fail' as const), { maxLength: 30 });
    const lengths = fc.array(fc.nat(3), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fates, lengths, fc.integer({ min: 1, max: 15 }), async (fates, lengths, count) => {
        const stream = fakeStream();
        let at = 0;
        const pause = async () => {
          for (let turn = 0; turn < (lengths[at++ % lengths.length] ?? 0); turn++) await Promise.resolve();
        };
        stream.next = fates.map((fate) => (fate === 'fail' ? offline() : fate));
        const device = fakeDevice(stream, { pause });
        const outbox = device.open();
        const answers = Array.from({ length: count }, (_, number) => put(outbox, number));
        for (let round = 0; outbox.entries().length > 0 && round < 100; round++) {
          await settled();
          device.passTime();
        }
        await Promise.all(answers);
        expect(stream.stored.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, at) => idOf(at)));
        outbox.close();
      }),
      { numRuns: 60 },
    );
  });

  it('holds for what an earlier sitting left, whatever the clock says', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    stream.down = offline();
    const before = device.open();
    for (const number of [5, 1, 3]) put(before, number);
    await settled();
    before.close();
    stream.down = null;
    const after = device.open();
    await put(after, 0);
    expect(stream.stored.map(({ id }) => id)).toEqual(['m005', 'm001', 'm003', 'm000']);
  });

  it('does not wait for one that failed for good, and waits for one that may still go', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.next = [new MessageTooLongError(9000, 5000), offline()];
    const [tooLong, slow, last] = [put(outbox, 0), put(outbox, 1), put(outbox, 2)];
    await expect(tooLong).rejects.toThrow(MessageTooLongError);
    await settled();
    expect(states(outbox)).toEqual([
      ['m000', 'failed', 'too-long'],
      ['m001', 'waiting', 'no-connection'],
      ['m002', 'waiting', null],
    ]);
    expect(outbox.entries()[0]?.canRetry).toBe(false);
    device.passTime();
    await Promise.all([slow, last]);
    expect(stream.stored.map(({ id }) => id)).toEqual(['m001', 'm002']);
  });
});

describe('a server that does not answer', () => {
  it('is asked again after pauses that grow, to at most twenty seconds', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.down = offline();
    void put(outbox, 0);
    for (let tries = 0; tries < 8; tries++) {
      await settled();
      device.passTime();
    }
    // By chance a pause is half as long: here each is.
    expect(device.pauses.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });
});

describe('a crash', () => {
  /** A device whose process dies at the given write or removal: it comes back from none after it. */
  const dyingRecords = (records = memoryRecords(), lastStep = Number.POSITIVE_INFINITY) => {
    let steps = 0;
    const living = async (work: () => Promise<void>) => {
      steps += 1;
      return steps <= lastStep ? work() : new Promise<never>(() => {});
    };
    return {
      ...records,
      set: (key: string, bytes: Uint8Array) => living(() => records.set(key, bytes)),
      remove: (key: string) => living(() => records.remove(key)),
    };
  };

  it('at any write loses nothing that was kept, and sends nothing twice', async () => {
    for (let lastStep = 0; lastStep <= 8; lastStep++)
      for (const fate of [null, 'lost' as const]) {
        const stream = fakeStream();
        const [records, storage] = [memoryRecords(), memoryStorage()];
        stream.next = [null, fate];
        const dying = fakeDevice(stream, { records: dyingRecords(records, lastStep), storage }).open();
        for (const number of [0, 1, 2]) put(dying, number);
        await settled();
        dying.close();
        stream.next = [];
        const kept = await records.keys('outbox/');
        const before = stream.stored.map(({ id }) => id);
        const again = fakeDevice(stream, { records, storage });
        const outbox = again.open();
        outbox.start();
        await settled();
        const ids = stream.stored.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)]);
        for (const key of kept) expect(ids).toContain(key.split('/').at(-1));
        expect(ids.slice(0, before.length)).toEqual(before);
        expect(await records.keys('outbox/')).toEqual([]);
        outbox.close();
      }
  });

  it('leaves nothing on the disk that can be read, and a damaged record is dropped', async () => {
    const stream = fakeStream();
    const [records, storage] = [memoryRecords(), memoryStorage()];
    const device = fakeDevice(stream, { records, storage });
    stream.down = offline();
    const outbox = device.open();
    put(outbox, 0, 'a secret plan');
    put(outbox, 1, 'another one');
    await settled();
    outbox.close();
    const [first = '', second = ''] = await records.keys('outbox/');
    for (const key of [first, second])
      expect(Buffer.from((await records.get(key)) ?? []).toString('latin1')).not.toMatch(
        /secret|another|m00/,
      );
    // One in the place of the other, as somebody with a hand on the disk could put it.
    await records.set(first, (await records.get(second)) ?? new Uint8Array());
    stream.down = null;
    const after = fakeDevice(stream, { records, storage }).open();
    after.start();
    await settled();
    expect(stream.stored.map(({ text }) => text)).toEqual(['another one']);
    expect(await records.keys('outbox/')).toEqual([]);
  });

  it('with a lost key begins anew', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    stream.down = offline();
    const outbox = device.open();
    put(outbox, 0);
    await settled();
    outbox.close();
    stream.down = null;
    const other = fakeDevice(stream, { records: device.records }).open(); // its storage is new
    await put(other, 1);
    expect(stream.stored.map(({ id }) => id)).toEqual(['m001']);
  });
});

describe('kept back', () => {
  it('is all that is written, with its reason, until the reason is gone: then it goes by itself, in order', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.down = removed();
    const answers = [put(outbox, 0), put(outbox, 1)];
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'NO_ACCESS' });
    expect(states(outbox)).toEqual([
      ['m000', 'kept-back', 'removed'],
      ['m001', 'kept-back', 'removed'],
    ]);
    stream.down = new SecurityNoticeError({ kind: 'contact-replaced', cid: CID, userId: 'bob' });
    outbox.nudge();
    await untilOutbox({ outbox }, ([entry]) => entry?.reason === 'security-notice');
    stream.down = null;
    outbox.nudge();
    await isEmpty(outbox);
    expect(stream.stored.map(({ id }) => id)).toEqual(['m000', 'm001']);
  });

  it('for more than an hour, does not go by itself: the person is asked, also after a restart', async () => {
    const stream = fakeStream();
    let time = 1000;
    const device = fakeDevice(stream, { clock: () => new Date(time) });
    const before = device.open();
    stream.down = removed();
    await expect(put(before, 0)).rejects.toThrow();
    await expect(put(before, 1)).rejects.toThrow();
    await settled();
    before.close();
    time += 3_700_000;
    stream.down = null;
    const outbox = device.open();
    const later = put(outbox, 2);
    await later;
    const overdue = (number: number) => [idOf(number), 'failed', 'overdue'];
    expect(states(outbox)).toEqual([overdue(0), overdue(1)]);
    expect(outbox.entries().every((entry) => entry.canRetry)).toBe(true);
    outbox.nudge();
    await settled();
    expect(stream.stored.map(({ id }) => id)).toEqual([idOf(2)]);
    outbox.retry(idOf(1));
    await outbox.edit(idOf(0), { text: 'said otherwise now' });
    await isEmpty(outbox);
    expect(stream.stored.map(({ id }) => id).sort()).toEqual([0, 1, 2].map(idOf));
  });

  it('what has only waited for a connection goes by itself, however long that was', async () => {
    const stream = fakeStream();
    let time = 1000;
    const device = fakeDevice(stream, { clock: () => new Date(time) });
    const outbox = device.open();
    stream.down = offline();
    put(outbox, 0);
    await settled();
    time += 86_400_000;
    stream.down = null;
    outbox.nudge();
    await isEmpty(outbox);
    expect(stream.stored).toHaveLength(1);
  });

  it('survives a restart, and can be taken back', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const before = device.open();
    stream.down = removed();
    await expect(put(before, 0)).rejects.toThrow();
    before.close();
    const outbox = device.open();
    outbox.start();
    await untilOutbox({ outbox }, ([entry]) => entry?.state === 'kept-back');
    await outbox.cancel(idOf(0));
    expect(outbox.entries()).toEqual([]);
    stream.down = null;
    outbox.nudge();
    await settled();
    expect(stream.stored).toEqual([]);
    expect(await device.records.keys('')).toEqual([]);
  });
});

describe('changing what has not gone', () => {
  it('sends the new words and not the old ones, also after a failure for good', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.down = new MessageTooLongError(9000, 5000);
    await expect(put(outbox, 0, 'far too long')).rejects.toThrow();
    stream.down = null;
    await outbox.edit(idOf(0), { text: 'short' });
    await isEmpty(outbox);
    expect(stream.stored).toEqual([{ id: 'm000', text: 'short', edits: 0 }]);
  });

  it('is an edit at Stream when the first words are on their way, or may be there already', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.next = ['lost'];
    put(outbox, 0, 'typpo');
    await settled();
    await outbox.edit(idOf(0), { text: 'typo' });
    await isEmpty(outbox);
    expect(stream.stored).toEqual([{ id: 'm000', text: 'typo', edits: 1 }]);
    let isFirst = true;
    const other = device.open({
      onTry: async () => {
        if (!isFirst) return;
        isFirst = false;
        void other.edit(idOf(1), { text: 'second' });
        await settled();
      },
    });
    await put(other, 1, 'first');
    await isEmpty(other);
    expect(stream.stored[1]).toEqual({ id: 'm001', text: 'second', edits: 1 });
  });

  it('taken back after a lost answer, is deleted at Stream', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.next = ['lost', offline()];
    const answer = put(outbox, 0);
    await settled();
    await outbox.cancel(idOf(0));
    await expect(answer).rejects.toMatchObject({ code: 'MESSAGE_CANCELLED' });
    await settled();
    expect(stream.stored).toMatchObject([{ id: 'm000', deleted: true }]);
    expect(await device.records.keys('')).toEqual([]);
  });

  it('of a message at Stream waits in the same line', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    await put(outbox, 0, 'first');
    stream.down = offline();
    put(outbox, 1);
    const edited = outbox.putEdit({ id: idOf(0), text: 'second' });
    await settled();
    expect(outbox.entries().map(({ kind, id }) => [kind, id])).toEqual([
      ['message', 'm001'],
      ['edit', 'm000'],
    ]);
    stream.down = null;
    outbox.nudge();
    await edited;
    expect(stream.stored.map(({ id, text }) => [id, text])).toEqual([
      ['m000', 'second'],
      ['m001', 'm001'],
    ]);
  });
});

describe('refusals', () => {
  it('of the hook are tried twice, for the encryption may be changing; then they stand, also after a restart', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    const outbox = device.open();
    stream.down = new MessageRefusedError('too secret');
    const answer = put(outbox, 0);
    for (let round = 0; round < 5; round++) {
      await settled();
      device.passTime();
    }
    await expect(answer).rejects.toThrow(MessageRefusedError);
    expect(stream.tries).toBe(2);
    outbox.close();
    const after = device.open();
    after.start();
    await untilOutbox({ outbox: after }, ([entry]) => entry?.state === 'failed');
    expect(after.entries()).toMatchObject([{ reason: 'refused', refusal: 'too secret', canRetry: true }]);
    await settled();
    expect(stream.tries).toBe(2);
    stream.down = null;
    after.retry(idOf(0));
    await isEmpty(after);
    expect(stream.stored).toHaveLength(1);
  });
});

describe('room', () => {
  it('ends with a typed error, and nothing that was there is lost', async () => {
    const stream = fakeStream();
    const device = fakeDevice(stream);
    stream.down = offline();
    const outbox = device.open();
    for (let number = 0; number < MOST_UNSENT; number++) put(outbox, number);
    await settled();
    await expect(put(outbox, 999)).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
    expect(outbox.entries()).toHaveLength(MOST_UNSENT);
    stream.down = null;
    outbox.nudge();
    await isEmpty(outbox);
    expect(stream.stored).toHaveLength(MOST_UNSENT);
  });

  it('is bounded in bytes too', async () => {
    const stream = fakeStream();
    const outbox = fakeDevice(stream).open();
    await expect(put(outbox, 0, 'é'.repeat(MOST_ENTRY_BYTES / 2))).rejects.toMatchObject({
      code: 'OUTBOX_FULL',
    });
    expect(outbox.entries()).toEqual([]);
    await put(outbox, 1, 'é'.repeat(MOST_ENTRY_BYTES / 2 - 200));
    expect(stream.stored).toHaveLength(1);
  });

  it('that the device does not have any more costs nothing but what a restart would keep', async () => {
    const stream = fakeStream();
    const full = { ...memoryRecords(), set: () => Promise.reject(new Error('quota')) };
    await put(fakeDevice(stream, { records: full }).open(), 0);
    expect(stream.stored).toHaveLength(1);
  });
});

describe('two windows of one person', () => {
  it('send each message once, in one order, and both answer', async () => {
    const stream = fakeStream();
    const [one, other] = openInTwoWindows(fakeDevice(stream));
    stream.down = offline();
    const answers = [put(one, 0), put(other, 1), put(one, 2), put(other, 3)];
    await settled();
    expect(one.entries()).toHaveLength(4);
    expect(other.entries()).toHaveLength(4);
    await other.edit(idOf(0), { text: 'changed in the other window' });
    await other.cancel(idOf(2));
    stream.down = null;
    one.nudge();
    await Promise.all(answers.filter((_, number) => number !== 2));
    await expect(answers[2]).rejects.toMatchObject({ code: 'MESSAGE_CANCELLED' });
    await settled();
    const shown = stream.stored.filter(({ deleted }) => !deleted);
    expect(shown.map(({ id }) => id).sort()).toEqual(['m000', 'm001', 'm003']);
    expect(stream.stored.find(({ id }) => id === 'm000')).toMatchObject({
      text: 'changed in the other window',
    });
    expect([...one.entries(), ...other.entries()]).toEqual([]);
  });
});
