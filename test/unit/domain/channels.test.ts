import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { addMember } from '../../../shared/domain/add-member.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { createChannel } from '../../../shared/domain/create-channel.ts';
import { readSigchainHash } from '../../../shared/domain/read-sigchain-hash.ts';
import { removeMember } from '../../../shared/domain/remove-member.ts';
import { ACCOUNT } from '../../support/enrolled.ts';
import { createInMemoryRegistry, createInMemoryStream } from '../../support/in-memory-channels.ts';
import { createInMemoryPeers, endlessSeats } from '../../support/in-memory-peers.ts';

const channel = { channelType: 'messaging', channelId: 'team' };
const cid = 'messaging:team';
const now = () => new Date('2026-11-22T10:00:00.000Z');

const openWorld = () => {
  const { registry } = createInMemoryRegistry();
  const { channels, stored, leaving } = createInMemoryStream(new Set(['alice', 'bob', 'carol', 'dave']));
  const { peers, stateOf } = createInMemoryPeers();
  const deps = {
    registry,
    channels,
    encryptedChannelTypes: ['messaging'],
    allowed: 'anyMember' as 'anyMember' | 'owner',
    peers,
    seats: endlessSeats,
    newAttemptId: randomUUID,
    now,
  };
  return {
    deps,
    create: (userId: string, members: string[] = [], history: 'fromNowOn' | 'whole' = 'fromNowOn') =>
      createChannel(deps, userId, { ...channel, members, history }),
    add: (callerId: string, userId: string) => addMember(deps, { callerId, channel, userId }),
    remove: (callerId: string, userId: string) => removeMember(deps, { callerId, channel, userId }),
    members: () => [...(stored.get(cid)?.members ?? [])].toSorted(),
    stored,
    leaving,
    peers,
    stateOf,
  };
};

let world: ReturnType<typeof openWorld>;
beforeEach(() => {
  world = openWorld();
});

const typeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error) => (error instanceof AppError ? error.type : error),
  );

describe('making a channel', () => {
  it('makes it once, with the caller among its members, and then finds it as it is', async () => {
    const made = await world.create('alice', ['bob', 'alice'], 'whole');
    expect(made).toMatchObject({
      created: true,
      channel: { cid, createdBy: 'alice', createdAt: now().toISOString(), history: 'whole' },
    });
    expect(world.stored.get(cid)?.data).toEqual({ history_policy: 'whole', kind: 'group' });
    for (const caller of ['alice', 'bob'])
      expect(await world.create(caller, ['carol'])).toMatchObject({
        created: false,
        channel: { createdBy: 'alice', history: 'whole' },
      });
    expect(world.members()).toEqual(['alice', 'bob']);
  });

  it('says nothing of a channel the caller is not in', async () => {
    await world.create('alice', ['bob']);
    expect(await typeOf(world.create('carol', ['alice']))).toBe('NOT_A_MEMBER');
    await world.remove('alice', 'bob');
    expect(await typeOf(world.create('bob'))).toBe('NOT_A_MEMBER');
    expect(world.members()).toEqual(['alice']);
  });

  it('is finished by a repeat of the owner or of somebody named, after a crash before Stream was asked', async () => {
    for (const [caller, expected] of [
      ['alice', ['alice', 'carol']],
      ['bob', ['alice', 'bob']],
    ] as const) {
      world = openWorld();
      const working = world.deps.channels.create;
      world.deps.channels.create = () => Promise.reject(new AppError('STREAM_UNAVAILABLE'));
      expect(await typeOf(world.create('alice', ['bob'], 'whole'))).toBe('STREAM_UNAVAILABLE');
      world.deps.channels.create = working;
      expect(await typeOf(world.create('dave', ['alice', 'bob']))).toBe('NOT_A_MEMBER');
      expect(await world.create(caller, ['carol'])).toMatchObject({
        created: true,
        channel: { createdBy: 'alice', history: 'whole' },
      });
      expect(world.members()).toEqual(expected);
      expect(world.stored.get(cid)?.data).toEqual({ history_policy: 'whole', kind: 'group' });
    }
  });

  it('can be asked for again with other members when Stream does not know one', async () => {
    expect(await typeOf(world.create('alice', ['bob', 'ghost']))).toBe('MEMBER_NOT_FOUND');
    expect(await world.create('alice', ['bob'])).toMatchObject({ created: true });
    expect(world.members()).toEqual(['alice', 'bob']);
  });

  it('has one owner when two who name each other ask at once', async () => {
    const answers = await Promise.all([world.create('alice', ['bob']), world.create('bob', ['alice'])]);
    expect(new Set(answers.map(({ channel: { createdBy } }) => createdBy)).size).toBe(1);
    expect(world.members()).toEqual(['alice', 'bob']);
  });

  it('does not make a member the owner of a channel made elsewhere that somebody encrypted before', async () => {
    world.stored.set(cid, { members: new Set(['alice', 'bob']), data: {} });
    expect(await typeOf(world.create('carol'))).toBe('NOT_A_MEMBER');
    expect(await world.deps.registry.findRecord(cid)).toBeNull();
    const first = { encryptionSessionId: 's1', epoch: 1, createdBy: 'bob', createdAt: now().toISOString() };
    await world.deps.registry.append(cid, first);
    expect(await world.create('alice')).toMatchObject({ created: false, channel: { createdBy: 'bob' } });
  });

  it('is for encrypted channel types', async () => {
    const call = createChannel(world.deps, 'alice', {
      channelType: 'livestream',
      channelId: 'x',
      members: [],
      history: 'whole',
    });
    expect(await typeOf(call)).toBe('INVALID_REQUEST');
    expect(world.stored.size).toBe(0);
  });
});

describe('changing members', () => {
  beforeEach(() => world.create('alice', ['bob']));
  const acceptAll = () => world.stored.get(cid)?.marks?.clear();

  it('adds and removes; a repeat gives the same answer and does not ask Stream for it', async () => {
    acceptAll();
    const added = { cid, userId: 'carol', isMember: true };
    expect(await world.add('bob', 'carol')).toEqual(added);
    const { addMembers, removeMembers } = world.deps.channels;
    world.deps.channels.addMembers = () => Promise.reject(new Error('asked again'));
    expect(await world.add('alice', 'carol')).toEqual(added);
    expect(world.members()).toEqual(['alice', 'bob', 'carol']);
    Object.assign(world.deps.channels, { addMembers });
    const removed = { cid, userId: 'carol', isMember: false };
    expect(await world.remove('alice', 'carol')).toEqual(removed);
    world.deps.channels.removeMembers = () => Promise.reject(new Error('asked again'));
    expect(await world.remove('bob', 'carol')).toEqual(removed);
    Object.assign(world.deps.channels, { removeMembers });
    expect(world.members()).toEqual(['alice', 'bob']);
  });

  it('lets somebody leave, once and again, and tells strangers nothing', async () => {
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await world.remove('bob', 'bob')).toEqual({ cid, userId: 'bob', isMember: false });
    expect(await world.remove('dave', 'dave')).toMatchObject({ isMember: false });
    expect(await typeOf(world.remove('bob', 'alice'))).toBe('NOT_A_MEMBER');
    expect(await typeOf(world.add('dave', 'dave'))).toBe('NOT_A_MEMBER');
    expect(world.members()).toEqual(['alice']);
  });

  it('adds nobody Stream does not know', async () => {
    expect(await typeOf(world.add('alice', 'ghost'))).toBe('MEMBER_NOT_FOUND');
  });

  it('adds a thousandth member, and none after that; who is one is added once more', async () => {
    const others = Array.from({ length: 997 }, (_, index) => `u${index}`);
    for (const id of others) world.stored.get(cid)?.members.add(id);
    expect(await world.add('alice', 'carol')).toMatchObject({ isMember: true });
    expect(world.members()).toHaveLength(1_000);
    expect(await typeOf(world.add('alice', 'dave'))).toBe('TOO_MANY_MEMBERS');
    expect(await world.add('alice', 'carol')).toMatchObject({ isMember: true });
    expect(world.members()).toHaveLength(1_000);
  });

  it('is left to the owner where the stage says so, except leaving', async () => {
    world.deps.allowed = 'owner';
    expect(await typeOf(world.add('bob', 'carol'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    expect(await typeOf(world.remove('bob', 'alice'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    expect(await typeOf(world.add('dave', 'carol'))).toBe('NOT_A_MEMBER');
    await world.add('alice', 'carol');
    await world.remove('bob', 'bob');
    expect(world.members()).toEqual(['alice', 'carol']);
  });

  it('is left to the longest-standing member once the owner is gone: to one, and to no invitation', async () => {
    world.deps.allowed = 'owner';
    world.stored.get(cid)?.marks?.delete('bob');
    for (const id of ['carol', 'dave']) await world.add('alice', id);
    await world.remove('alice', 'alice');
    for (const caller of ['carol', 'dave'])
      expect(await typeOf(world.remove(caller, 'bob'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    await world.remove('bob', 'dave');
    await world.add('bob', 'dave');
    await world.remove('bob', 'bob');
    for (const caller of ['carol', 'dave'])
      expect(await typeOf(world.remove(caller, caller === 'carol' ? 'dave' : 'carol'))).toBe(
        'MEMBER_CHANGE_NOT_ALLOWED',
      );
    world.stored.get(cid)?.marks?.delete('dave');
    await world.remove('dave', 'carol');
    expect(world.members()).toEqual(['dave']);
  });

  it('marks who leaves, and nobody who is removed', async () => {
    await world.add('alice', 'carol');
    acceptAll();
    await world.remove('alice', 'carol');
    expect(world.leaving).toEqual([]);
    await world.remove('bob', 'bob');
    expect(world.leaving).toEqual(['bob']);
    await world.remove('bob', 'bob'); // again
    expect(world.leaving).toEqual(['bob']);
  });

  it("is the owner's again who came back", async () => {
    world.deps.allowed = 'owner';
    acceptAll();
    await world.remove('alice', 'alice');
    await world.add('bob', 'alice');
    acceptAll();
    expect(await typeOf(world.remove('bob', 'alice'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    await world.remove('alice', 'bob');
    expect(world.members()).toEqual(['alice']);
  });

  it('stays with who stands in for an owner who was invited back and has not accepted', async () => {
    world.deps.allowed = 'owner';
    acceptAll();
    for (const id of ['carol', 'dave']) await world.add('alice', id);
    acceptAll();
    await world.remove('alice', 'alice');
    await world.add('bob', 'alice');
    expect(await typeOf(world.remove('alice', 'bob'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    expect(await typeOf(world.remove('carol', 'dave'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    await world.remove('bob', 'carol');
    acceptAll();
    expect(await typeOf(world.remove('bob', 'dave'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    await world.remove('alice', 'dave');
    expect(world.members()).toEqual(['alice', 'bob']);
  });

  it('is for nobody who has not accepted their own invitation, except declining it', async () => {
    expect(await typeOf(world.add('bob', 'carol'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    expect(await typeOf(world.remove('bob', 'alice'))).toBe('MEMBER_CHANGE_NOT_ALLOWED');
    await world.remove('bob', 'bob');
    expect(world.members()).toEqual(['alice']);
  });

  it('belongs to nobody in a channel without owner where the stage leaves it to owners', async () => {
    world.stored.set('messaging:old', { members: new Set(['alice']), data: {} });
    world.deps.allowed = 'owner';
    const call = addMember(world.deps, {
      callerId: 'alice',
      channel: { channelType: 'messaging', channelId: 'old' },
      userId: 'bob',
    });
    expect(await typeOf(call)).toBe('MEMBER_CHANGE_NOT_ALLOWED');
  });

  it('is for encrypted channel types', async () => {
    const change = { callerId: 'alice', channel: { channelType: 'team', channelId: 'team' }, userId: 'bob' };
    expect(await typeOf(addMember(world.deps, change))).toBe('INVALID_REQUEST');
    expect(await typeOf(removeMember(world.deps, change))).toBe('INVALID_REQUEST');
  });
});

describe("reading a user's sigchain hash", () => {
  const sigchain = { hash: 'a'.repeat(64), account: ACCOUNT, registeredAt: now().toISOString() };
  const enrolment = { state: 'saved', attempt: 1, account: ACCOUNT, version: '1' } as const;
  const read = (callerId: string, userId: string) =>
    readSigchainHash(
      {
        channels: world.deps.channels,
        users: {
          findUntilErased: async (id) => ({
            id,
            sealedTwoManRuleKey: '',
            createdAt: '',
            authFactors: {},
            enrolment,
            ...(id !== 'dave' && { sigchain }),
          }),
        },
      },
      callerId,
      userId,
    );

  it('is for oneself and for those one shares a channel with', async () => {
    await world.create('alice', ['bob', 'dave']);
    const answer = { sigchainHash: sigchain.hash, registeredAt: sigchain.registeredAt };
    expect(await read('alice', 'bob')).toEqual({ registered: answer });
    expect(await read('carol', 'carol')).toEqual({ registered: answer });
    expect(await read('alice', 'carol')).toEqual({ registered: null });
    expect(await read('alice', 'dave')).toEqual({ registered: null });
  });
});
