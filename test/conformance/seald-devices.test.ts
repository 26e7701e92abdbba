import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, openWorld, type World } from './seald-support.ts';

type Person = Awaited<ReturnType<World['signUp']>>;

describe('sigchains and devices with the real SDK', () => {
  let world: World;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    [alice, bob] = await Promise.all([world.signUp('alice'), world.signUp('bob')]);
  });
  afterAll(() => world.close());

  it('gives both sides the same sigchain hash', async () => {
    const own = await alice.client.getSigchainHash();
    const seen = await bob.client.getSigchainHash({ userIds: ['alice'] });
    expect(seen).toEqual(own);
    expect(own).toEqual({ position: 0, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await bob.client.checkSigchainHash({ userIds: ['alice'] }, own.hash)).toEqual({
      position: 0,
      lastPosition: 0,
    });
  });

  it('renews a key: old sessions stay readable, new ones use the new key, the chain grows', async () => {
    const person = await world.signUp('renewing');
    const create = () => bob.client.createEncryptionSession({ userIds: ['renewing', 'bob'] });
    const before = await create();
    await person.client.renewKey();
    const after = await create();
    for (const session of [before, after]) {
      const message = await session.encryptMessage('either key');
      expect(await person.client.decryptMessage(message)).toBe('either key');
    }
    expect((await bob.client.getSigchainHash({ userIds: ['renewing'] })).position).toBe(1);
  });

  it('locks out a copy that holds the old keys', async () => {
    const person = await world.signUp('locked-out');
    const copy = await world.copyOf(person.client);
    await person.client.renewKey();
    const session = await bob.client.createEncryptionSession({ userIds: ['locked-out'] });
    const message = await session.encryptMessage('new key only');
    await expect(copy.decryptMessage(message)).rejects.toThrow();
    world.service.faults.api.put({ forgetSessions: true });
    expect(await codeOf(copy.decryptMessage(message))).toBe('AUTHENTICATION_FAILED');
    expect(await person.client.decryptMessage(message)).toBe('new key only');
  });

  it('serves a chain of several pages, whole and from a position', async () => {
    const person = await world.signUp('long-chain', { keySize: 1024 });
    await bob.client.getSigchainHash({ userIds: ['long-chain'] });
    for (let renewals = 0; renewals < 11; renewals += 1) await person.client.renewKey();
    await bob.client.updateContacts({ userIds: ['long-chain'] });
    const own = await person.client.getSigchainHash();
    expect(own.position).toBe(11);
    expect(await bob.client.getSigchainHash({ userIds: ['long-chain'] })).toEqual(own);
    const stranger = await world.signUp('long-chain-stranger', { keySize: 1024 });
    expect(await stranger.client.getSigchainHash({ userIds: ['long-chain'] })).toEqual(own);
  });

  it('gives a sub-identity the keys of all older sessions, across pages', async () => {
    const person = await world.signUp('two-devices', { keySize: 1024 });
    const create = () => bob.client.createEncryptionSession({ userIds: ['two-devices'] });
    const sessions = await Promise.all(Array.from({ length: 12 }, create));
    const { deviceId, identity } = await person.client.createSubIdentity({ deviceName: 'phone' });
    const phone = await world.newClient({ keySize: 1024 });
    expect((await phone.importIdentity(identity)).deviceId).toBe(deviceId);
    for (const session of sessions)
      expect(await phone.decryptMessage(await session.encryptMessage('old'))).toBe('old');
    const fresh = await bob.client.createEncryptionSession({ userIds: ['two-devices'] });
    expect(await phone.decryptMessage(await fresh.encryptMessage('new'))).toBe('new');
  });

  it('lets a device without re-encryption wait, then catches up by addMissingKeys', async () => {
    const person = await world.signUp('catching-up');
    const session = await bob.client.createEncryptionSession({ userIds: ['catching-up'] });
    const message = await session.encryptMessage('later');
    const { deviceId, identity } = await person.client.createSubIdentity({ shouldReencrypt: false });
    const phone = await world.newClient();
    await phone.importIdentity(identity);
    expect(await codeOf(phone.decryptMessage(message))).toBe('NO_TOKEN_FOR_KEY');
    const done = person.client.eventBus.once('addMissingKeys-done');
    person.client.addMissingKeys(deviceId);
    expect(await done).toMatchObject({ deviceId: expect.any(String), done: 1, failed: 0, error: null });
    expect(await phone.decryptMessage(message)).toBe('later');
    const nothingLeft = person.client.eventBus.once('addMissingKeys-done');
    person.client.addMissingKeys(deviceId);
    expect(await nothingLeft).toMatchObject({ done: 0, failed: 0, error: null });
  });

  it('finds missing keys by itself when intervals run', async () => {
    const person = await world.signUp('intervals');
    const session = await bob.client.createEncryptionSession({ userIds: ['intervals'] });
    const { identity } = await person.client.createSubIdentity({ shouldReencrypt: false });
    const done = person.client.eventBus.once('addMissingKeys-done');
    await person.client.startIntervals();
    await done;
    const phone = await world.newClient();
    await phone.importIdentity(identity);
    expect(await phone.decryptMessage(await session.encryptMessage('found'))).toBe('found');
  });
});
