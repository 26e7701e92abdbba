import { randomUUID } from 'node:crypto';
import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, expect, it } from '@jest/globals';
import {
  createMessageCounter,
  type MessageCounter,
} from '../../../client-example/secure-chat/src/epochs/due-count.ts';
import { createTurns } from '../../../client-example/secure-chat/src/platform/in-turn.ts';
import { encryptedText } from '../../support/encrypted-text.ts';
import { type OneDevice, oneDevice, START } from './one-device.ts';

let device: OneDevice;
let counter: MessageCounter;
let timers: { callback: () => void; ms: number }[];
let text: string;

const opened = () => {
  timers = [];
  counter = createMessageCounter(device.keeping, createTurns(), (callback, ms) => {
    timers.push({ callback, ms });
    return () => {};
  });
};

/** Trusts the first epoch, which was a minute old when the channel was opened. */
beforeEach(async () => {
  device = await oneDevice();
  device.trust(await device.make());
  device.state.now = START + 60_000;
  text = encryptedText(device.keeping.pin.epochs[0]?.encryptionSessionId);
  opened();
});

const count = (id: string, at: number | string = START + 1_000, said = text) =>
  counter.count({ id, text: said, created_at: typeof at === 'string' ? at : new Date(at).toISOString() });
const counted = () => [device.keeping.pin.messages, device.keeping.pin.countedTo];

it('each message of the trusted epoch counts once', () => {
  for (const id of ['one', 'two', 'one']) count(id);
  expect(counted()).toEqual([2, START + 1_000]);
});

it('the latest time is kept, whatever the order they are told in', () => {
  count('two', START + 2_000);
  count('one', START + 1_000);
  expect(counted()).toEqual([2, START + 2_000]);
});

it('no message of another session, or without a text of one, counts', () => {
  count('other', START + 1_000, encryptedText(randomUUID()));
  count('plain', START + 1_000, 'hello');
  counter.count({ id: 'deleted', created_at: new Date(START + 1_000) });
  device.trust();
  count('untrusted');
  count('plain, untrusted', START + 1_000, 'hello');
  expect([counted(), timers]).toEqual([[0, 0], []]);
});

it('no message without a time counts', () => {
  counter.count({ id: 'one', text, created_at: undefined as never });
  count('two', 'soon');
  expect(counted()).toEqual([0, 0]);
});

it('a time far ahead counts as now, so that what follows counts, too', () => {
  count('far ahead', '2999-01-01T00:00:00Z');
  expect(counted()).toEqual([1, START + 60_000]);
});

it('what was counted before the opening does not count again, and what is newer does', () => {
  device.keeping.pin = { ...device.keeping.pin, messages: 5, countedTo: START + 1_000 };
  opened();
  for (const [id, at] of [
    ['before', START + 999],
    ['the last', START + 1_000],
    ['newer', START + 1_001],
    ['told later', START + 1_001],
  ] as const)
    count(id, at);
  expect(counted()).toEqual([7, START + 1_001]);
});

it('the count is stored ten seconds after the first that is not, together with what came then', async () => {
  for (const id of ['one', 'two']) count(id);
  expect(timers.map(({ ms }) => ms)).toEqual([10_000]);
  expect(device.saved).toEqual([]);
  timers[0]?.callback();
  await settled();
  expect(device.saved.map(({ messages }) => messages)).toEqual([2]);
  count('three');
  expect(timers).toHaveLength(2);
});

it('the count is not stored once the channel is closed', async () => {
  count('one');
  counter.stop();
  timers[0]?.callback();
  await settled();
  expect(device.saved).toEqual([]);
});

it('a count that cannot be stored is no failure of anything else', async () => {
  device.keeping.pins.save = () => Promise.reject(new Error('full'));
  count('one');
  timers[0]?.callback();
  await settled();
  expect(counted()).toEqual([1, START + 1_000]);
});
