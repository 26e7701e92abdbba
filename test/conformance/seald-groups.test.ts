import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, openWorld, type World } from './seald-support.ts';

type Person = Awaited<ReturnType<World['signUp']>>;

describe('groups with the real SDK', () => {
  let world: World;
  let alice: Person;
  let bob: Person;
  let carol: Person;

  beforeAll(async () => {
    world = await openWorld();
    [alice, bob, carol] = await Promise.all([
      world.signUp('alice'),
      world.signUp('bob'),
      world.signUp('carol'),
    ]);
  });
  afterAll(() => world.close());

  const newGroup = (groupName: string) =>
    alice.client.createGroup({
      groupName,
      members: { userIds: ['alice', 'bob'] },
      admins: { userIds: ['alice'] },
    });

  it('opens sessions for whoever is a member now, through the group alone', async () => {
    const { id } = await newGroup('readers');
    const session = await carol.client.createEncryptionSession({ sealdIds: [id] }, { encryptForSelf: false });
    const { sessionId } = session;
    const message = await session.encryptMessage('to the group');
    const read = async ({ client }: Person) =>
      (await client.retrieveEncryptionSession({ sessionId })).decryptMessage(message);
    expect(await read(alice)).toBe('to the group');
    expect(await read(bob)).toBe('to the group');
    expect(await codeOf(read(carol))).toBe('NO_TOKEN_FOR_YOU');
    await alice.client.addGroupMembers(id, { userIds: ['carol'] });
    expect(await read(carol)).toBe('to the group');
    await alice.client.removeGroupMembers(id, { userIds: ['bob'] });
    expect(await codeOf(read(bob))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('renews the group keys: old sessions stay readable, new ones use the new keys', async () => {
    const { id } = await newGroup('renewed');
    const open = () => alice.client.createEncryptionSession({ sealdIds: [id] }, { encryptForSelf: false });
    const before = await open();
    await alice.client.renewGroupKey(id);
    const after = await open();
    for (const session of [before, after]) {
      const message = await session.encryptMessage('across renewals');
      // A client that saw neither generation has to load both.
      expect(await (await world.copyOf(bob.client)).decryptMessage(message)).toBe('across renewals');
    }
    await alice.client.addGroupMembers(id, { userIds: ['carol'] });
    expect(await carol.client.decryptMessage(await before.encryptMessage('late'))).toBe('late');
  });

  it('lists members, admins and groups', async () => {
    const { id } = await newGroup('listed');
    await alice.client.setGroupAdmins(id, { addToAdmins: { userIds: ['bob'] } });
    const members = await bob.client.listGroupMembers(id);
    expect(members.map(({ id: member, isAdmin }) => [member, isAdmin])).toEqual([
      [alice.sealdId, true],
      [bob.sealdId, true],
    ]);
    const all = await alice.client.listGroups({ all: true, mine: true });
    expect(all.results.map(({ bearduser }) => bearduser.displayName)).toContain('listed');
    expect(
      (await carol.client.listGroups({ all: true, mine: true })).results.map(({ bearduser }) => bearduser.id),
    ).not.toContain(id);
  });

  it('obeys admins only', async () => {
    const { id } = await newGroup('ruled');
    expect(await codeOf(bob.client.addGroupMembers(id, { userIds: ['carol'] }))).toMatch(/ADMIN/);
    expect(await codeOf(carol.client.renewGroupKey(id))).toMatch(/ADMIN/);
    // Bob's copy believes he is still an admin, so it is the server that must refuse.
    await alice.client.setGroupAdmins(id, { addToAdmins: { userIds: ['bob'] } });
    await bob.client.updateContacts({ sealdIds: [id] });
    await alice.client.setGroupAdmins(id, { removeFromAdmins: { userIds: ['bob'] } });
    expect(await codeOf(bob.client.removeGroupMembers(id, { userIds: ['alice'] }))).toMatch(/ADMIN/);
    expect((await alice.client.listGroupMembers(id)).length).toBe(2);
  });

  it('lets the members of a managing group act for the owner', async () => {
    const { id } = await newGroup('managers');
    const session = await alice.client.createEncryptionSession(
      { sealdIds: [id, carol.sealdId] },
      { encryptForSelf: false },
    );
    const bobs = await bob.client.retrieveEncryptionSession({ sessionId: session.sessionId });
    const revoke = () => bobs.revokeRecipients({ userIds: ['carol'] });
    expect((await revoke()).sealdIds).toEqual({ [carol.sealdId]: 'ko' });
    await session.setManagingGroup(id);
    expect((await revoke()).sealdIds).toEqual({ [carol.sealdId]: 'ok' });
  });

  it('is emptied by deleteGroup', async () => {
    const { id } = await newGroup('gone');
    await alice.client.deleteGroup(id);
    expect(await bob.client.listGroupMembers(id)).toEqual([]);
    expect(
      (await alice.client.listGroups({ all: true, mine: true })).results.map(({ bearduser }) => bearduser.id),
    ).not.toContain(id);
  });
});
