import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import {
  type DeviceStorage,
  memoryStorage,
} from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';

let journey: Journey;
let people: { alice: Person; bob: Person; carol: Person };
let devices: { alice: SecureChat; bob: SecureChat; carol: SecureChat };
let stored: Map<string, string>;
let group: EncryptedChannel;
let atBob: EncryptedChannel;
let receipt: Awaited<ReturnType<SecureChat['eraseAccount']>>;

/** Alice's device, whose memory can be looked into. */
const openMemory = (): DeviceStorage => {
  const inner = memoryStorage();
  return {
    ...inner,
    set: async (key, value) => {
      stored.set(key, value);
      await inner.set(key, value);
    },
    remove: async (key) => {
      stored.delete(key);
      await inner.remove(key);
    },
    clear: async () => {
      stored.clear();
      await inner.clear();
    },
  };
};

const setFaults = async (faults: object): Promise<void> => {
  const request = { method: 'PUT', headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${journey.stack.stream}/_faults`, {
    ...request,
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the faults were refused with ${response.status}`);
};

const textsIn = async (channel: EncryptedChannel): Promise<string[]> =>
  (await channel.messages()).flatMap((message) => ('text' in message && message.text ? [message.text] : []));

beforeAll(async () => {
  journey = await startJourney();
  const [alice, bob, carol] = [
    await journey.person('Alice'),
    await journey.person('Bob'),
    await journey.person('Carol'),
  ];
  people = { alice, bob, carol };
  stored = new Map();
  devices = {
    alice: await journey.readyDevice(alice, { storage: openMemory() }),
    bob: await journey.readyDevice(bob),
    carol: await journey.readyDevice(carol),
  };
  group = await devices.alice.createChannel({
    type: encryptedType(journey),
    id: randomUUID(),
    members: [bob.userId, carol.userId],
  });
  atBob = await enter(devices.bob, group.cid);
  const heard = nextEvent(atBob, ({ type }) => type === 'new');
  await group.send('the last words of Alice');
  await heard;
  await atBob.send('an answer of Bob');
}, 120_000);
afterAll(() => journey.close());

describe('Alice', () => {
  it('takes along what the backend holds of her, without the key', async () => {
    const { twoManRuleKey } = await devices.alice.api.me();
    const exported = await devices.alice.api.exportMe();
    expect(exported).toMatchObject({
      userId: people.alice.userId,
      record: { twoManRuleKey: { isHeld: true }, enrolledAt: expect.any(String) },
    });
    expect(exported).not.toHaveProperty('erasure');
    expect(JSON.stringify(exported)).not.toContain(twoManRuleKey);
  });

  it('is told when Stream fails in the middle: everything is still on her device', async () => {
    await setFaults({ requests: [{ method: 'POST', path: '/users/delete', status: 500, times: 2 }] });
    await expect(devices.alice.eraseAccount()).rejects.toMatchObject({ type: 'STREAM_UNAVAILABLE' });
    expect(stored.size).toBeGreaterThan(0);
    await expect(devices.alice.api.me()).rejects.toMatchObject({ type: 'USER_ERASED', status: 410 });
    const { erasure } = await devices.alice.api.exportMe();
    expect(erasure?.steps.map(({ name }) => name)).not.toContain('streamUserDeleted');
  });

  it('goes on from there, and leaves nothing on the device', async () => {
    const begun = (await devices.alice.api.exportMe()).erasure;
    const epoch = nextEvent(atBob, ({ type }) => type === 'epoch');
    receipt = await devices.alice.eraseAccount();
    expect(receipt).toMatchObject({ receiptId: begun?.receiptId, completedAt: expect.any(String) });
    expect(receipt.steps).toHaveLength(4);
    expect(receipt.steps.slice(0, 3)).toEqual(begun?.steps);
    expect([...stored.keys()]).toEqual([]);
    expect(await epoch).toMatchObject({ type: 'epoch', left: [people.alice.userId] });
  });

  it('gets the same receipt from a repeat, from any device', async () => {
    const { api } = journey.device(people.alice);
    expect(await Promise.all([api.erase(), api.erase()])).toEqual([receipt, receipt]);
    expect((await api.exportMe()).erasure).toEqual(receipt);
  });

  it('cannot come back: not with us, and not at Stream', async () => {
    const { api, onboarding } = journey.device(people.alice);
    const erased = { type: 'USER_ERASED', status: 410 };
    const challenge = () => api.challenge({ email: 'a@example.com' });
    for (const call of [api.signup, api.me, api.enroll, api.token, challenge])
      await expect(call()).rejects.toMatchObject(erased);
    await expect(onboarding.resume()).rejects.toMatchObject(erased);
    await expect(journey.device(people.alice).connect()).rejects.toMatchObject(erased);
  });
});

describe('for Bob', () => {
  it('her messages are gone, and his own are there', async () => {
    expect(await textsIn(await journey.readyDevice(people.bob).then((it) => enter(it, group.cid)))).toEqual([
      'an answer of Bob',
    ]);
    const found = await fetch(`${journey.stack.dashboard}/messages?cid=${encodeURIComponent(group.cid)}`);
    const atStream = (await found.json()) as { userId?: string; user?: { id: string } }[];
    expect(JSON.stringify(atStream)).not.toContain(people.alice.userId);
  });

  it('the next message goes on in a new epoch without her, and Carol reads it', async () => {
    const atCarol = await enter(devices.carol, group.cid);
    const heard = nextEvent(atCarol, ({ type }) => type === 'new');
    await atBob.send('we go on');
    expect(await heard).toMatchObject({ message: { text: 'we go on' } });
    expect(atBob.epoch()?.members).toEqual([people.bob.userId, people.carol.userId].sort());
    expect(atBob.epochs()).toHaveLength(2);
  });
});
