import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, openWorld, type World } from './seald-support.ts';

type Person = Awaited<ReturnType<World['signUp']>>;

describe('encryption sessions with the real SDK', () => {
  let world: World;
  let alice: Person;
  let bob: Person;
  let carol: Person;
  let now: Date | undefined;
  const lines: string[] = [];

  beforeAll(async () => {
    world = await openWorld({ now: () => now ?? new Date(), onLine: (line) => lines.push(line) });
    [alice, bob, carol] = await Promise.all([
      world.signUp('alice'),
      world.signUp('bob'),
      world.signUp('carol'),
    ]);
  });
  afterAll(() => world.close());

  const read = async ({ client }: Person, sessionId: string, message: string) =>
    (await client.retrieveEncryptionSession({ sessionId })).decryptMessage(message);

  it('lets every recipient read, by userId and by sealdId, and nobody else', async () => {
    const session = await alice.client.createEncryptionSession({
      userIds: ['alice', 'bob'],
      sealdIds: [carol.sealdId],
    });
    const { sessionId } = session;
    const message = await session.encryptMessage('for three');
    for (const person of [alice, bob, carol])
      expect(await read(person, sessionId, message)).toBe('for three');
    const dave = await world.signUp('dave');
    await expect(dave.client.retrieveEncryptionSession({ sessionId })).rejects.toMatchObject({
      code: 'NO_TOKEN_FOR_YOU',
    });
  });

  it('says that a userId nobody has is unknown', async () => {
    await expect(alice.client.createEncryptionSession({ userIds: ['nobody'] })).rejects.toThrow(/nobody/);
  });

  it('opens the session again from a message alone, on another client of the same identity', async () => {
    const session = await alice.client.createEncryptionSession({ userIds: ['bob'] });
    const message = await session.encryptMessage('for my other screen');
    const copy = await world.copyOf(alice.client);
    const again = await copy.retrieveEncryptionSession({ encryptedMessage: message });
    expect(again.sessionId).toBe(session.sessionId);
    expect(await again.decryptMessage(message)).toBe('for my other screen');
    expect(await bob.client.decryptMessage(await again.encryptMessage('back'))).toBe('back');
  });

  it('adds, revokes and adds again', async () => {
    const session = await alice.client.createEncryptionSession({ userIds: ['alice'] });
    const { sessionId } = session;
    const retrieve = () => bob.client.retrieveEncryptionSession({ sessionId });
    const { addedRecipients } = await session.addRecipients({ userIds: ['bob'] });
    expect(addedRecipients[bob.sealdId] ?? Object.values(addedRecipients)[0]).toMatchObject({ status: 200 });
    const kept = await retrieve();
    const revoked = await session.revokeRecipients({ userIds: ['bob', 'carol'] });
    expect(revoked.sealdIds).toEqual({ [bob.sealdId]: 'ok', [carol.sealdId]: 'ko' });
    expect(await codeOf(retrieve())).toBe('NO_TOKEN_FOR_YOU');
    // Revocation stops retrieving only: who kept the session object still reads.
    expect(await kept.decryptMessage(await session.encryptMessage('still'))).toBe('still');
    await session.addRecipients({ userIds: ['bob'] });
    await expect(retrieve()).resolves.toBeDefined();
  });

  it('lets a recipient revoke only whom they added', async () => {
    const session = await alice.client.createEncryptionSession({ userIds: ['alice', 'bob'] });
    const bobs = await bob.client.retrieveEncryptionSession({ sessionId: session.sessionId });
    expect((await bobs.revokeRecipients({ userIds: ['alice'] })).sealdIds).toEqual({ [alice.sealdId]: 'ko' });
    await bobs.addRecipients({ userIds: ['carol'] });
    expect((await bobs.revokeRecipients({ userIds: ['carol'] })).sealdIds).toEqual({ [carol.sealdId]: 'ok' });
    expect(await codeOf(bobs.revoke())).toBe('NO_ACL');
  });

  it('revokes a whole session', async () => {
    const session = await alice.client.createEncryptionSession({ userIds: ['alice', 'bob'] });
    const { sessionId } = session;
    expect((await session.revoke()).sealdIds).toEqual({ [alice.sealdId]: 'ok', [bob.sealdId]: 'ok' });
    for (const { client } of [alice, bob])
      expect(await codeOf(client.retrieveEncryptionSession({ sessionId }))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('keeps the creator out when asked to', async () => {
    const session = await alice.client.createEncryptionSession(
      { userIds: ['bob'] },
      { encryptForSelf: false },
    );
    const message = await session.encryptMessage('for bob only');
    expect(await read(bob, session.sessionId, message)).toBe('for bob only');
    expect(await codeOf(alice.client.decryptMessage(message))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('gives nothing from the self-destruct day on', async () => {
    const session = await alice.client.createEncryptionSession(
      { userIds: ['bob'] },
      { selfDestructDate: '2999-01-02', metadata: 'kept a while' },
    );
    const retrieve = () => bob.client.retrieveEncryptionSession({ sessionId: session.sessionId });
    now = new Date('2999-01-01T23:59:59Z');
    await expect(retrieve()).resolves.toBeDefined();
    now = new Date('2999-01-02T00:00:00Z');
    expect(await codeOf(retrieve())).toBe('NO_TOKEN_FOR_YOU');
    now = undefined;
  });

  it('retrieves many at once, and refuses when one is not for the caller', async () => {
    const create = () => alice.client.createEncryptionSession({ userIds: ['bob'] });
    const sessions = await Promise.all(Array.from({ length: 12 }, create));
    const wanted = sessions.map(({ sessionId }) => ({ sessionId }));
    const got = await bob.client.retrieveMultipleEncryptionSessions(wanted);
    expect(got.map(({ sessionId }) => sessionId)).toEqual(sessions.map(({ sessionId }) => sessionId));
    const { sessionId } = await alice.client.createEncryptionSession({ userIds: ['carol'] });
    const mixed = [...wanted.slice(0, 2), { sessionId }];
    expect(await codeOf(bob.client.retrieveMultipleEncryptionSessions(mixed))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('carries files', async () => {
    const clear = Buffer.from('%PDF-1.7 not really');
    const encrypted = await alice.client.encryptFile(clear, 'plan.pdf', { userIds: ['bob'] });
    expect(encrypted.subarray(0, 9).toString()).toBe('SEALD.IO_');
    const file = await bob.client.decryptFile(encrypted);
    expect({ name: file.filename, size: file.size }).toEqual({ name: 'plan.pdf', size: clear.length });
    expect(file.data.equals(clear)).toBe(true);
    expect(await codeOf(carol.client.decryptFile(encrypted))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('answers from the client cache without a request when told to', async () => {
    const erin = await world.signUp('erin', { encryptionSessionCacheTTL: -1 });
    const { sessionId } = await erin.client.createEncryptionSession({ userIds: ['erin'] });
    const before = lines.length;
    await erin.client.retrieveEncryptionSession({ sessionId });
    expect(lines.length).toBe(before);
    await erin.client.retrieveEncryptionSession({ sessionId, useCache: false });
    expect(lines.slice(before)).toEqual(['seald-api GET /api/message/:id/ 200']);
  });
});
