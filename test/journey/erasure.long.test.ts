import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EncryptedChannel } from '../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import {
  type DeviceStorage,
  memoryStorage,
} from '../../client-example/secure-chat/src/platform/device-storage.ts';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { DeviceOptions, Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { ACCOUNT } from '../support/enrolled.ts';
import { encryptedType, type Journey, nextEvent, startJourney } from './journey-stack.ts';

let journey: Journey;
let people: { alice: Person; bob: Person; carol: Person };
let devices: { alice: SecureChat; bob: SecureChat; carol: SecureChat };
let stored: Map<string, string>;
let group: EncryptedChannel;
let atBob: EncryptedChannel;
/** A conversation of two. */
let pairAtBob: EncryptedChannel;
let aliceDevice: DeviceOptions;
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

/** A token for the same person, of an earlier sign-in. */
const signInAgain = async (more: object): Promise<SecureChat> => {
  const response = await fetch(`${journey.stack.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: people.alice.name, ...more }),
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return journey.device(people.alice, { config: { accessToken: async () => accessToken } });
};

/** The function that a clock calls. */
const invoke = async (event: object): Promise<unknown> => {
  const outcome = await journey.stack.gateway.invoke('erase-due', JSON.stringify(event));
  if (!outcome.ok) throw new Error('the function failed');
  return JSON.parse(outcome.payload);
};
const runDue = () => invoke({});
const eraseAtOnce = () => invoke({ erase: { userId: people.alice.userId, atOnce: true } });

beforeAll(async () => {
  journey = await startJourney();
  const [alice, bob, carol] = [
    await journey.person('Alice'),
    await journey.person('Bob'),
    await journey.person('Carol'),
  ];
  people = { alice, bob, carol };
  stored = new Map();
  const rawKey = randomBytes(64).toString('base64');
  aliceDevice = { storage: openMemory(), database: { path: `${journey.stateDir}/device`, rawKey } };
  devices = {
    alice: await journey.readyDevice(alice, aliceDevice),
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
  pairAtBob = await devices.bob.startConversation([alice.userId]);
  await pairAtBob.send('only for you');
}, 120_000);
afterAll(() => journey.close());

describe('Alice', () => {
  it('takes along what the backend holds of her, without the key', async () => {
    const twoManRuleKey = (await devices.alice.api.me()).user?.twoManRuleKey;
    const exported = await devices.alice.api.exportMe();
    expect(exported).toMatchObject({
      userId: people.alice.userId,
      record: { twoManRuleKey: { isHeld: true }, enrolledAt: expect.any(String) },
    });
    expect(exported).not.toHaveProperty('erasure');
    expect(JSON.stringify(exported)).not.toContain(twoManRuleKey);
  });

  it('has to have signed in just now: a token of this morning is not enough', async () => {
    const old = await signInAgain({ signedInSecondsAgo: 3_600 });
    await expect(old.api.erase()).rejects.toMatchObject({ type: 'REAUTHENTICATION_REQUIRED', status: 403 });
    expect(await devices.alice.api.me()).toMatchObject({ user: { isEnrolled: true } });
  });

  it('is signed out everywhere and told until when she can keep the account', async () => {
    const told: string[] = [];
    const onErasurePending = (dueAt: string) => void told.push(dueAt);
    const other = await journey.readyDevice(people.alice, { config: { onErasurePending } });
    const waiting = await devices.alice.eraseAccount();
    expect(waiting).not.toHaveProperty('completedAt');
    expect(Date.parse(waiting.dueAt) - Date.parse(waiting.requestedAt)).toBe(7 * 86_400_000);
    expect(stored.size).toBeGreaterThan(0);
    const pending = { type: 'ERASURE_PENDING', status: 403, dueAt: waiting.dueAt };
    const { api } = journey.device(people.alice);
    for (const call of [api.signup, api.me, () => api.enroll({ account: ACCOUNT }), api.token])
      await expect(call()).rejects.toMatchObject(pending);
    // Her other device is connected; its token is refused, and there is no other.
    await expect(other.openChannel(group.cid)).rejects.toThrow('ERASURE_PENDING');
    expect(told[0]).toBe(waiting.dueAt);
    await other.close();
    expect((await api.exportMe()).erasure).toEqual(waiting);
    expect(await api.erase()).toEqual(waiting);
    expect(await runDue()).toMatchObject({ outcome: 'finished', completed: 0, unfinished: 0 });
  });

  it('is still a reader for Bob, whose app is told nothing of it', async () => {
    const told: string[] = [];
    const phone = await journey.readyDevice(people.bob, {
      config: { onErasurePending: (dueAt) => void told.push(dueAt) },
    });
    const members = [people.alice.userId, people.carol.userId];
    const fresh = await phone.createChannel({ type: encryptedType(journey), id: randomUUID(), members });
    await fresh.send('words of the time of grace');
    expect(fresh.epoch()?.members).toEqual(
      Object.values(people)
        .map(({ userId }) => userId)
        .sort(),
    );
    expect(told).toEqual([]);
    await phone.close();
  });

  it('keeps the account, and reads and writes on with the keys on her device', async () => {
    const kept = { userId: people.alice.userId, isKept: true };
    expect(await devices.alice.keepAccount()).toEqual(kept);
    expect(await devices.alice.keepAccount()).toEqual(kept);
    const again = journey.device(people.alice, aliceDevice);
    expect((await again.onboarding.resume()).state).toBe('ready');
    const channel = await again.openChannel(group.cid);
    expect(await textsIn(channel)).toEqual(['the last words of Alice', 'an answer of Bob']);
    const heard = nextEvent(atBob, ({ type }) => type === 'new');
    await channel.send('here I am again');
    expect(await heard).toMatchObject({ message: { text: 'here I am again' } });
    devices.alice = again;
  });

  it('asks for it once more: Stream fails in the middle, and everything is still on her device', async () => {
    await devices.alice.eraseAccount();
    await setFaults({ requests: [{ method: 'POST', path: '/users/delete', status: 500, times: 2 }] });
    expect(await eraseAtOnce()).toEqual({ refused: 'STREAM_UNAVAILABLE' });
    expect(stored.size).toBeGreaterThan(0);
    await expect(devices.alice.api.me()).rejects.toMatchObject({ type: 'USER_ERASED', status: 410 });
    await expect(devices.alice.keepAccount()).rejects.toMatchObject({ type: 'USER_ERASED' });
    const { erasure } = await devices.alice.api.exportMe();
    expect(erasure?.steps.map(({ name }) => name)).not.toContain('streamUserDeleted');
  });

  it('is erased by the next run, and her device leaves nothing behind', async () => {
    const epoch = nextEvent(atBob, ({ type }) => type === 'epoch');
    const begun = (await devices.alice.api.exportMe()).erasure;
    expect(await runDue()).toMatchObject({ outcome: 'finished', completed: 1, lagSeconds: 0 });
    receipt = await devices.alice.eraseAccount();
    expect(receipt).toMatchObject({ receiptId: begun?.receiptId, completedAt: expect.any(String) });
    expect(receipt.steps).toHaveLength(5);
    expect(receipt.steps.slice(0, 4)).toEqual(begun?.steps);
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
    for (const call of [api.signup, api.me, () => api.enroll({ account: ACCOUNT }), api.token, challenge])
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

  it('the conversation of two is still there, with what he wrote in it', async () => {
    const again = await journey.readyDevice(people.bob).then((it) => it.openChannel(pairAtBob.cid));
    expect(await textsIn(again)).toEqual(['only for you']);
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
