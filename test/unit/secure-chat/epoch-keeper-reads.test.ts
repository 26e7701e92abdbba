import { randomUUID } from 'node:crypto';
import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { encryptedText } from '../../support/encrypted-text.ts';
import { openKeeper } from './keeper-of-device.ts';
import { failing, type OneDevice, oneDevice, START } from './one-device.ts';

const MINUTE_MS = 60_000;

let device: OneDevice;
let first: VerifiedEpoch;
let second: VerifiedEpoch;
/** Trusts the second epoch. */
beforeEach(async () => {
  device = await oneDevice();
  first = await device.make();
  second = await device.make();
});

const open = (...epochs: VerifiedEpoch[]) => openKeeper(device, epochs, { quietly: true });
const idOf = ({ encryptionSessionId }: VerifiedEpoch) => encryptionSessionId;

describe('a session to read with', () => {
  it('is that of a verified epoch, for which no registry is asked', async () => {
    const { keeper } = await open(second);
    expect(await keeper.sessionToRead(idOf(second), null)).toMatchObject({ sessionId: idOf(second) });
    expect(device.lists()).toBe(0);
  });

  it('that is verified is opened whatever else is under way', async () => {
    const { keeper } = await open(second);
    device.state.before.list = () => new Promise(() => {});
    void keeper.askAgain();
    expect(await keeper.sessionToRead(idOf(second), null)).toMatchObject({ sessionId: idOf(second) });
  });

  it('is looked for when it is not, and opened', async () => {
    const { keeper } = await open(second);
    expect(await keeper.sessionToRead(idOf(first), null)).toMatchObject({ sessionId: idOf(first) });
  });

  it('is none for what was stored after its time', async () => {
    const { keeper } = await open(first, second);
    const late = new Date(START + 10 * MINUTE_MS);
    expect(await keeper.sessionToRead(idOf(first), late)).toBe('superseded-session');
    expect(await keeper.sessionToRead(idOf(first), null)).toMatchObject({ sessionId: idOf(first) });
  });

  it('that was not found is looked for again after a minute', async () => {
    const { keeper } = await open(second);
    const id = randomUUID();
    const seek = () => keeper.sessionToRead(id, null);
    expect([await seek(), await seek(), device.lists()]).toEqual(['other-session', 'other-session', 2]);
    device.state.now += MINUTE_MS - 1;
    await seek();
    expect(device.lists()).toBe(2);
    device.state.now += 1;
    expect([await seek(), device.lists()]).toEqual(['other-session', 4]);
  });

  it('that nobody could say anything of is looked for again at once', async () => {
    const { keeper } = await open(second);
    device.state.before.list = failing(new Error('offline'));
    expect(await keeper.sessionToRead(idOf(first), null)).toBe('unknown-now');
    expect(await keeper.sessionToRead(idOf(first), null)).toMatchObject({ sessionId: idOf(first) });
  });

  it('that was not found is looked for again with a new epoch, and with a new connection', async () => {
    const { keeper, tell } = await open(second);
    const id = randomUUID();
    await keeper.sessionToRead(id, null);
    await keeper.renewEncryption();
    const before = device.lists();
    await keeper.sessionToRead(id, null);
    expect(device.lists()).toBe(before + 2);
    tell('recovered');
    await settled();
    await keeper.sessionToRead(id, null);
    expect(device.lists()).toBe(before + 4);
  });

  it('that Seald does not open is asked for again after a minute, or with a new epoch', async () => {
    const { keeper } = await open(first, second);
    device.state.closed.add(idOf(first));
    const read = () => keeper.sessionToRead(idOf(first), null);
    expect(await read()).toBe('before-you-joined');
    device.state.closed.clear();
    device.state.now += MINUTE_MS - 1;
    expect(await read()).toBe('before-you-joined');
    device.state.now += 1;
    expect(await read()).toMatchObject({ sessionId: idOf(first) });
    const again = await open(first, second);
    device.state.closed.add(idOf(first));
    await again.keeper.sessionToRead(idOf(first), null);
    device.state.closed.clear();
    await again.keeper.renewEncryption();
    expect(await again.keeper.sessionToRead(idOf(first), null)).toMatchObject({ sessionId: idOf(first) });
  });

  it('of a text of an ended epoch is none for a while, and still is for a file', async () => {
    const { keeper } = await open(first, second);
    await keeper.sessionToRead(idOf(first), new Date(START + 10 * MINUTE_MS));
    expect(await keeper.sessionToRead(idOf(first), new Date(START))).toMatchObject({
      sessionId: idOf(first),
    });
  });

  it('is not forgotten to be none by a notice', async () => {
    const { keeper } = await open(second);
    const id = randomUUID();
    await keeper.sessionToRead(id, null);
    await keeper.leave();
    const before = device.lists();
    await keeper.sessionToRead(id, null);
    expect(device.lists()).toBe(before);
  });
});

it('the key of an author is the one that the epoch names', async () => {
  const { keeper } = await open(second);
  expect(await keeper.authorToRead(idOf(second), 'bob')).toEqual({ authorKey: second.authorKeys[1] });
  expect(await keeper.authorToRead(idOf(second), 'mallory')).toBe('not-theirs');
});

it('the key of an author of whom nobody tells is asked for again after a minute, or with a new epoch', async () => {
  const unseen = { ...second, unseen: ['bob'] };
  const { keeper } = await open(unseen);
  let asked = 0;
  device.keeping.contacts.vouch = async () => {
    asked += 1;
    return [null];
  };
  const read = () => keeper.authorToRead(idOf(second), 'bob');
  const unknown = { unknownAuthorKey: second.authorKeys[1] };
  expect([await read(), await read(), asked]).toEqual([unknown, unknown, 1]);
  device.state.now += MINUTE_MS;
  expect([await read(), await read(), asked]).toEqual([unknown, unknown, 2]);
  device.keeping.contacts.vouch = async (authors) => authors.map(() => true);
  await keeper.renewEncryption();
  expect(await read()).toEqual({ authorKey: second.authorKeys[1] });
});

it('the key of an author is asked for again at once when nobody answered', async () => {
  const { keeper } = await open({ ...second, unseen: ['bob'] });
  device.keeping.contacts.vouch = () => Promise.reject(new Error('offline'));
  expect(await keeper.authorToRead(idOf(second), 'bob')).toBe('unknown-now');
  device.keeping.contacts.vouch = async () => [true];
  expect(await keeper.authorToRead(idOf(second), 'bob')).toEqual({ authorKey: second.authorKeys[1] });
  device.keeping.contacts.vouch = async () => [false];
  expect(await keeper.authorToRead(idOf(second), 'bob')).toBe('not-theirs');
});

it('messages are counted, and stored until the channel is closed', async () => {
  const { keeper, timers } = await open(second);
  const count = (id: string) =>
    keeper.count({ id, text: encryptedText(idOf(second)), created_at: new Date(START + 1) });
  count('one');
  expect(timers.map(({ ms }) => ms)).toEqual([10_000]);
  timers[0]?.callback();
  await settled();
  expect(device.saved.map(({ messages }) => messages)).toEqual([1]);
  count('two');
  keeper.close();
  timers[1]?.callback();
  await settled();
  expect(device.saved).toHaveLength(1);
});

it('a closed channel hears of nothing', async () => {
  const { keeper, tell } = await open(second);
  keeper.close();
  await device.make({ by: 'bob' });
  tell('data');
  await settled();
  expect(device.lists()).toBe(0);
});
