import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { knownChain } from '../../client-example/secure-chat/src/contacts/contact-chain.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { makeKeys } from './seald-raw-client.ts';
import { type Client, codeOf, openWorld, type World } from './seald-support.ts';

describe('what the real SDK tells of a hostile server', () => {
  let world: World;
  let mallory: Awaited<ReturnType<World['signUp']>>;
  let names = 0;
  const newName = (name: string) => `${name}-${++names}`;

  beforeAll(async () => {
    world = await openWorld();
    mallory = await world.signUp('mallory');
  });
  afterEach(() => world.service.faults.api.reset());
  afterAll(() => world.close());

  const put = (settings: object) => world.service.faults.api.put(settings);
  const pair = async () => {
    const [alice, bob] = [newName('alice'), newName('bob')];
    const [reader, contact] = await Promise.all([world.signUp(alice), world.signUp(bob)]);
    const head = async () => (await reader.client.getSigchainHash({ userIds: [bob] })).hash;
    return { reader: reader.client, bob, contact, head };
  };
  /** What the SDK holds of a user, read from its own database. */
  const held = async (client: Client, sealdId: string) => {
    const { recipients } = await client.utils.getRecipients({ sealdIds: [sealdId] });
    return knownChain(client as SealdSdk, recipients[0] ?? '');
  };

  it('answers the head, and where a hash is in a chain that grew', async () => {
    const { reader, bob, contact, head } = await pair();
    const first = await head();
    expect(await contact.client.getSigchainHash()).toEqual({ position: 0, hash: first });
    await contact.client.renewKey();
    const second = (await contact.client.getSigchainHash()).hash;
    expect(await head()).toBe(second);
    const check = (hash: string) => reader.checkSigchainHash({ userIds: [bob] }, hash);
    expect(await check(first)).toEqual({ position: 0, lastPosition: 1 });
    expect(await check(second)).toEqual({ position: 1, lastPosition: 1 });
    await expect(check('0'.repeat(64))).rejects.toThrow('User sigchain hash mismatch given one.');
    await expect(reader.getSigchainHash({ userIds: ['nobody'] })).rejects.toThrow(
      'Cannot have unregistered users',
    );
    expect(await reader.getSigchainHash({ sealdIds: [contact.sealdId] })).toEqual({
      position: 1,
      hash: second,
    });
  });

  it('follows a user id to the account that took it over, at the next look', async () => {
    const { reader, bob, contact, head } = await pair();
    const before = await head();
    const reset = await world.signUp(bob);
    expect(await head()).toBe((await reset.client.getSigchainHash()).hash);
    await expect(reader.checkSigchainHash({ userIds: [bob] }, before)).rejects.toThrow('mismatch');
    expect((await held(reader, contact.sealdId)).hashes).toEqual([before]);
  });

  it('finds the keys of an honest chain in it: new, renewed, with a second device', async () => {
    const { reader, contact, head } = await pair();
    await head();
    expect((await held(reader, contact.sealdId)).holdsKeys).toBe(true);
    await contact.client.renewKey();
    await head();
    expect((await held(reader, contact.sealdId)).holdsKeys).toBe(true);
    await contact.client.createSubIdentity({ deviceName: 'second', shouldReencrypt: false });
    await head();
    const chain = await held(reader, contact.sealdId);
    expect(chain.holdsKeys).toBe(true);
    expect(chain.hashes).toHaveLength(3);
    expect((await held(contact.client, contact.sealdId)).holdsKeys).toBe(true);
  });

  it('takes the last block off its copy of the own chain when asked for the head, not with a position', async () => {
    const { contact } = await pair();
    const { client, sealdId } = contact;
    const { hash } = await client.getSigchainHash(undefined, { position: 0 });
    expect(await held(client, sealdId)).toEqual({ hashes: [hash], holdsKeys: true });
    expect((await client.getSigchainHash()).hash).toBe(hash);
    expect(await held(client, sealdId)).toEqual({ hashes: [], holdsKeys: false });
    await client.createEncryptionSession({ sealdIds: [] });
    expect(await held(client, sealdId)).toEqual({ hashes: [hash], holdsKeys: true });
  });

  it('tells a swapped key before use, though the head is the true one', async () => {
    const { reader, contact, head } = await pair();
    const honest = await head();
    put({ swappedKeys: [{ user: contact.sealdId, encryptionPublicKey: makeKeys(2048).publicKey }] });
    expect(await head()).toBe(honest);
    expect(await held(reader, contact.sealdId)).toEqual({ hashes: [honest], holdsKeys: false });
  });

  it('tells of a key that was swapped while a session was made, from what is held after it', async () => {
    const { reader, contact, head } = await pair();
    await head();
    const swapped = { user: contact.sealdId, encryptionPublicKey: makeKeys(2048).publicKey };
    put({ swappedKeys: [swapped] });
    await reader.createEncryptionSession({ sealdIds: [contact.sealdId] }).catch(() => undefined);
    expect((await held(reader, contact.sealdId)).holdsKeys).toBe(true); // not fetched, so not encrypted to
    put({ swappedKeys: [{ ...swapped, saysChanged: true }] });
    await reader.createEncryptionSession({ sealdIds: [contact.sealdId] });
    expect((await held(reader, contact.sealdId)).holdsKeys).toBe(false);
  });

  it('takes another identity for a contact it never saw, and refuses it for one it knows', async () => {
    const { bob, contact, head } = await pair();
    const stranger = await world.signUp(newName('stranger'));
    await head();
    put({ replacedIdentities: [{ user: contact.sealdId, by: mallory.sealdId }] });
    expect(await codeOf(head())).toMatch(/SIGCHAIN/);
    const session = await stranger.client.createEncryptionSession({ userIds: [bob] });
    const message = await session.encryptMessage('for bob only');
    const copy = await mallory.client.retrieveEncryptionSession({ sessionId: session.sessionId });
    expect(await copy.decryptMessage(message)).toBe('for bob only');
    expect((await held(stranger.client, contact.sealdId)).holdsKeys).toBe(true);
    expect((await stranger.client.getSigchainHash({ userIds: [bob] })).hash).not.toBe(
      (await contact.client.getSigchainHash()).hash,
    );
  });

  it('follows the server to another account for a user id', async () => {
    const { reader, bob, contact } = await pair();
    put({ answeringAccounts: [{ userId: bob, account: mallory.sealdId }] });
    const session = await reader.createEncryptionSession({ userIds: [bob] });
    const message = await session.encryptMessage('for bob only');
    const copy = await mallory.client.retrieveEncryptionSession({ sessionId: session.sessionId });
    expect(await copy.decryptMessage(message)).toBe('for bob only');
    expect(await codeOf(contact.client.retrieveEncryptionSession({ sessionId: session.sessionId }))).toBe(
      'NO_TOKEN_FOR_YOU',
    );
    expect((await reader.getSigchainHash({ userIds: [bob] })).hash).toBe(
      (await mallory.client.getSigchainHash()).hash,
    );
  });

  it('lies only when told to', async () => {
    const answer = await fetch(`${world.service.url}/_faults`);
    expect(await answer.json()).toEqual({
      faults: [],
      swappedKeys: [],
      replacedIdentities: [],
      answeringAccounts: [],
      refuseSecondAccount: false,
      refuseWithoutOwnKey: false,
    });
  });
});
