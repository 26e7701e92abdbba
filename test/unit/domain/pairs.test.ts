import { beforeEach, describe, expect, it } from '@jest/globals';
import { pairText } from '../../../shared/contract/pair-id.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { cidOf } from '../../../shared/domain/channel.ts';
import { openPairWorld, typeOf } from '../../support/pair-world.ts';

let world: ReturnType<typeof openPairWorld>;
let id: string;
beforeEach(() => {
  world = openPairWorld();
  ({ channelId: id } = world.pair('alice', 'bob'));
});

const both = { alice: null, bob: null };
const invited = { alice: null, bob: 'alice' };
/** Lets others in a random number of times, differently in each round. */
const shuffledPause = async () => {
  for (let turns = Math.floor(Math.random() * 4); turns > 0; turns -= 1) await Promise.resolve();
};
const refused = () => Promise.reject(new AppError('STREAM_UNAVAILABLE', { leftUndone: true }));
const lost = () => Promise.reject(new AppError('STREAM_UNAVAILABLE'));

describe('the id of a conversation of two', () => {
  it('is made from both ids, in whatever order, and fits where ids of channels do', () => {
    expect(world.pair('bob', 'alice')).toEqual(world.pair('alice', 'bob'));
    // printf '["alice","bob"]' | openssl dgst -sha256 -binary | base64
    expect(id).toBe('pair-O9m36lrYPsGb0-mbmFsIZdKnXUfb9ZB_XmWl111LQ0M');
    expect(id).toMatch(/^[\w-]{1,64}$/);
  });

  it('differs for any other two, however their ids are cut', () => {
    const pairs = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['a', 'b'],
      ['B', 'a'],
      ['a-b', 'c'],
      ['a', 'b-c'],
      ['a_b', '@'],
    ] as const;
    expect(new Set(pairs.map(([one, other]) => pairText(one, other))).size).toBe(pairs.length);
  });
});

describe('starting a conversation of two', () => {
  it('makes it once, with a stranger in it as an invitation, and then finds it', async () => {
    const made = await world.start('alice', 'bob');
    expect(made).toMatchObject({
      created: true,
      channel: { cid: `messaging:${id}`, kind: 'pair', createdBy: 'alice', history: 'fromNowOn' },
    });
    expect(world.members(id)).toEqual(invited);
    expect(world.stored.get(`messaging:${id}`)?.data).toMatchObject({ kind: 'pair' });
    expect(await world.start('alice', 'bob')).toMatchObject({
      created: false,
      channel: { createdBy: 'alice' },
    });
    expect(world.members(id)).toEqual(invited);
    expect([world.stateOf('alice', 'bob'), world.stateOf('bob', 'alice')]).toEqual(['contact', null]);
  });

  it('takes the other for a friend who has started one before, or who asks for it as well', async () => {
    await world.start('alice', 'bob');
    expect(await world.start('bob', 'alice')).toMatchObject({ created: false });
    expect(world.members(id)).toEqual(both);
    world.stored.clear();
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(both);
  });

  it.each([
    ['Stream as it should be', false],
    ['a Stream that drops what it is told of members', true],
  ])('by both at once on several devices makes one, and neither stays invited: %s', async (_, dropsMarks) => {
    for (let round = 0; round < 300; round += 1) {
      world = openPairWorld(shuffledPause);
      world.faults.dropsMarks = dropsMarks;
      const callers = ['alice', 'bob', 'alice', 'bob', 'bob', 'alice'].slice(0, 2 + (round % 5));
      const answers = await Promise.all(
        callers.map((caller) => world.start(caller, caller === 'alice' ? 'bob' : 'alice')),
      );
      expect(new Set(answers.map(({ channel }) => `${channel.cid} ${channel.createdBy}`)).size).toBe(1);
      expect([...world.stored.keys()]).toEqual([`messaging:${id}`]);
      expect(world.members(id)).toEqual(both);
      expect(world.records.get(`messaging:${id}`)).toMatchObject({ isMade: true, members: ['alice', 'bob'] });
    }
  });

  it.each(['create', 'markInvited'] as const)(
    'by the other while %s of ours is under way leaves them no invitation, though Stream drops marks',
    async (name) => {
      world.faults.dropsMarks = true;
      const { channels } = world.deps;
      const { create, markInvited } = channels;
      let marked = 0;
      const meanwhile = async () => {
        Object.assign(channels, { create, markInvited });
        await world.start('bob', 'alice');
        channels.markInvited = (...asked) => {
          marked += asked[2] === null ? 0 : 1;
          return markInvited(...asked);
        };
      };
      const ours = { create, markInvited }[name] as (...asked: unknown[]) => Promise<unknown>;
      Object.assign(channels, {
        [name]: async (...asked: unknown[]) => {
          await meanwhile();
          return ours(...asked);
        },
      });
      await world.start('alice', 'bob');
      expect(world.members(id)).toEqual(both);
      expect(marked).toBe(0);
    },
  );

  it('marks the other though Stream drops the mark', async () => {
    world.faults.dropsMarks = true;
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(invited);
  });

  it.each(['alice', 'bob'])(
    'is finished by %s after a call that broke off, wherever it did',
    async (caller) => {
      const other = caller === 'alice' ? 'bob' : 'alice';
      const breaks = {
        'before Stream was asked': () => Object.assign(world.deps.channels, { create: lost }),
        'after Stream made it': () => Object.assign(world.deps.peers, { noteContact: lost }),
        'before it was noted': () => Object.assign(world.deps.registry, { noteMade: lost }),
      };
      for (const breakOff of Object.values(breaks)) {
        world = openPairWorld();
        const { channels, peers, registry } = world.deps;
        const working = [{ ...channels }, { ...peers }, { ...registry }];
        breakOff();
        expect(await typeOf(world.start('alice', 'bob'))).toBe('STREAM_UNAVAILABLE');
        for (const [index, part] of [channels, peers, registry].entries())
          Object.assign(part, working[index]);
        expect(await world.start(caller, other)).toMatchObject({
          channel: { createdBy: 'alice', kind: 'pair' },
        });
        expect(world.members(id)).toEqual(caller === 'alice' ? invited : both);
        expect(world.stateOf(caller, other)).toBe('contact');
      }
    },
  );

  it('with nobody Stream knows leaves nothing behind', async () => {
    expect(await typeOf(world.start('alice', 'ghost'))).toBe('MEMBER_NOT_FOUND');
    expect([world.records.size, world.stored.size]).toEqual([0, 0]);
    expect(world.stateOf('alice', 'ghost')).toBeNull();
  });

  it('with somebody erased says so, and changes nothing', async () => {
    world.erased.add('bob');
    expect(await typeOf(world.start('alice', 'bob'))).toBe('MEMBER_NOT_FOUND');
    expect([world.records.size, world.stored.size]).toEqual([0, 0]);
  });

  it('brings nobody back to a conversation whose other end is gone from Stream', async () => {
    await world.start('alice', 'bob');
    await world.remove('alice', id, 'alice');
    await world.remove('bob', id, 'bob');
    const { addMembers } = world.deps.channels;
    world.deps.channels.addMembers = async (channel, members) => {
      if (members.some(({ userId }) => userId === 'bob')) throw new AppError('MEMBER_NOT_FOUND');
      return addMembers(channel, members);
    };
    expect(await typeOf(world.start('alice', 'bob'))).toBe('MEMBER_NOT_FOUND');
    expect(world.members(id)).toEqual({});
  });

  it('is for two people, in encrypted channel types', async () => {
    expect(await typeOf(world.start('alice', 'alice'))).toBe('INVALID_REQUEST');
    world.deps.encryptedChannelTypes = ['team'];
    expect(await typeOf(world.start('alice', 'bob'))).toBe('INVALID_REQUEST');
  });

  it('puts out whoever else stands in it at Stream', async () => {
    await world.start('alice', 'bob');
    world.stored.get(`messaging:${id}`)?.members.add('mallory');
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(invited);
  });

  it('takes over a channel of that id that was made at Stream by others, and leaves nobody of theirs in it', async () => {
    world.stored.set(`messaging:${id}`, { members: new Set(['mallory']), data: {} });
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(invited);
  });
});

describe('a conversation of two', () => {
  beforeEach(() => world.start('alice', 'bob'));

  it('takes nobody else, and nobody is removed from it by the other', async () => {
    for (const caller of ['alice', 'mallory']) {
      expect(await typeOf(world.add(caller, id, 'carol'))).toBe('CHANNEL_IS_A_PAIR');
      expect(await typeOf(world.remove(caller, id, 'bob'))).toBe('CHANNEL_IS_A_PAIR');
    }
    expect(world.members(id)).toEqual(invited);
  });

  it('can be left, and entered again by whoever left', async () => {
    await world.remove('alice', id, 'alice');
    expect(world.members(id)).toEqual({ bob: 'alice' });
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(invited);
    await world.accept('bob', id);
    await world.remove('bob', id, 'bob');
    await world.start('bob', 'alice');
    expect(world.members(id)).toEqual(both);
  });

  it('has the other who left in it again as an invitation, friend or not', async () => {
    await world.accept('bob', id);
    await world.remove('bob', id, 'bob');
    await world.start('alice', 'bob');
    expect(world.members(id)).toEqual(invited);
  });

  it('is entered by both at once who both had left', async () => {
    for (let round = 0; round < 100; round += 1) {
      world = openPairWorld(shuffledPause);
      await world.start('alice', 'bob');
      await world.start('bob', 'alice');
      await Promise.all([world.remove('alice', id, 'alice'), world.remove('bob', id, 'bob')]);
      await Promise.all([world.start('alice', 'bob'), world.start('bob', 'alice')]);
      const { alice, bob } = world.members(id);
      // Whoever was first put the other in, who clears that by having asked; a repeat shows it at the latest.
      await Promise.all([world.start('alice', 'bob'), world.start('bob', 'alice')]);
      expect([alice, bob].map((mark) => mark !== undefined)).toEqual([true, true]);
      expect(world.members(id)).toEqual(both);
    }
  });

  it('has its first epoch made by one of the two, whoever Stream shows in it', async () => {
    world.stored.get(cidOf(world.pair('alice', 'bob')))?.members.add('mallory');
    expect(await typeOf(world.register('mallory', id))).toBe('NOT_A_MEMBER');
    expect(await world.register('alice', id)).toMatchObject({ epoch: 1 });
  });

  it('that nobody started through us gets no epoch', async () => {
    const { channelId } = world.pair('alice', 'carol');
    world.stored.set(`messaging:${channelId}`, { members: new Set(['alice', 'carol']), data: {} });
    expect(await typeOf(world.register('alice', channelId))).toBe('NOT_A_MEMBER');
  });
});

describe('blocking', () => {
  const blockedThen = () => ({ userId: 'mallory', isBlocked: true, since: '2026-11-22T10:00:00.000Z' });

  it('takes the blocker out of the conversation of the two, in every channel type, and keeps the other from starting it again', async () => {
    ({ channelId: id } = world.pair('alice', 'mallory'));
    await world.start('mallory', 'alice');
    world.stored.set(`team:${id}`, { members: new Set(['alice', 'mallory']), data: {} });
    expect(await world.block('alice', 'mallory')).toEqual(blockedThen());
    world.deps.now = () => new Date('2026-11-23T10:00:00.000Z');
    expect(await world.block('alice', 'mallory')).toEqual(blockedThen());
    expect([...(world.stored.get(`team:${id}`)?.members ?? [])]).toEqual(['mallory']);
    expect(world.members(id)).toEqual({ mallory: null });
    expect(await typeOf(world.start('mallory', 'alice'))).toBe('INVITATION_REFUSED');
    expect(world.members(id)).toEqual({ mallory: null });
  });

  it('is taken back by the blocker alone, who cannot start the conversation before', async () => {
    await world.block('alice', 'mallory');
    expect(await typeOf(world.start('alice', 'mallory'))).toBe('PEER_IS_BLOCKED');
    await world.unblock('mallory', 'alice');
    expect(await typeOf(world.start('mallory', 'alice'))).toBe('INVITATION_REFUSED');
    for (let time = 0; time < 2; time += 1)
      expect(await world.unblock('alice', 'mallory')).toEqual({ userId: 'mallory', isBlocked: false });
    expect(await world.start('mallory', 'alice')).toMatchObject({ created: true });
  });

  it('is finished by a repeat after Stream did not answer', async () => {
    ({ channelId: id } = world.pair('alice', 'mallory'));
    await world.start('mallory', 'alice');
    const { removeMembers } = world.deps.channels;
    world.deps.channels.removeMembers = lost;
    expect(await typeOf(world.block('alice', 'mallory'))).toBe('STREAM_UNAVAILABLE');
    world.deps.channels.removeMembers = removeMembers;
    expect(await typeOf(world.start('mallory', 'alice'))).toBe('INVITATION_REFUSED');
    await world.block('alice', 'mallory');
    expect(world.members(id)).toEqual({ mallory: null });
  });

  it('wins over a start at the same time', async () => {
    ({ channelId: id } = world.pair('alice', 'mallory'));
    for (let round = 0; round < 300; round += 1) {
      world = openPairWorld(shuffledPause);
      if (round % 2) {
        await world.start('mallory', 'alice');
        await world.remove('alice', id, 'alice');
      }
      await Promise.all([typeOf(world.start('mallory', 'alice')), world.block('alice', 'mallory')]);
      expect(world.members(id)).not.toHaveProperty('alice');
    }
  });

  it('of oneself is none', async () => {
    expect(await typeOf(world.block('alice', 'alice'))).toBe('INVALID_REQUEST');
  });

  it('keeps the blocked from naming the blocker in a group, and from adding them', async () => {
    await world.block('alice', 'mallory');
    expect(await typeOf(world.create('mallory', 'group', ['bob', 'alice']))).toBe('INVITATION_REFUSED');
    expect([world.records.size, world.stored.size]).toEqual([0, 0]);
    await world.create('mallory', 'group', ['bob']);
    expect(await typeOf(world.add('mallory', 'group', 'alice'))).toBe('INVITATION_REFUSED');
    expect(world.members('group')).toEqual({ bob: 'mallory', mallory: null });
    await world.accept('bob', 'group');
    await world.add('bob', 'group', 'alice');
    expect(world.members('group')).toMatchObject({ alice: 'bob' });
  });
});

describe('a claim of an id', () => {
  it('goes back when Stream refuses, so that somebody else can use it', async () => {
    expect(await typeOf(world.create('mallory', 'lobby', ['ghost']))).toBe('MEMBER_NOT_FOUND');
    Object.assign(world.deps.channels, { create: refused });
    expect(await typeOf(world.create('mallory', 'lobby', []))).toBe('STREAM_UNAVAILABLE');
    expect(world.records.size).toBe(0);
  });

  it('stays with whom it names when nobody knows what Stream did', async () => {
    const { create } = world.deps.channels;
    world.deps.channels.create = lost;
    expect(await typeOf(world.create('alice', 'lobby', ['bob']))).toBe('STREAM_UNAVAILABLE');
    world.deps.channels.create = create;
    expect(await typeOf(world.create('mallory', 'lobby', []))).toBe('NOT_A_MEMBER');
    expect(await world.create('bob', 'lobby', [])).toMatchObject({ created: true });
    expect(world.members('lobby')).toEqual({ alice: null, bob: null });
  });

  it('stays when a first try that got no answer made the channel, and a second was refused', async () => {
    const { create } = world.deps.channels;
    world.deps.channels.create = async (...asked) => {
      await create(...asked);
      return refused();
    };
    expect(await typeOf(world.create('alice', 'lobby', ['bob']))).toBe('STREAM_UNAVAILABLE');
    expect(world.records.get('messaging:lobby')).toMatchObject({ createdBy: 'alice' });
    expect(await world.create('bob', 'lobby', [])).toMatchObject({ channel: { createdBy: 'alice' } });
  });

  it('of one call is not given back by another that is refused, whatever the order', async () => {
    for (let round = 0; round < 300; round += 1) {
      world = openPairWorld(shuffledPause);
      const asked = [
        ['alice', ['bob']],
        ['alice', ['bob', 'ghost']],
        ['mallory', ['ghost']],
        ['bob', ['alice', 'ghost']],
      ] as const;
      await Promise.all(
        asked.map(([caller, members]) => typeOf(world.create(caller, 'lobby', [...members]))),
      );
      const record = world.records.get('messaging:lobby');
      expect(world.stored.has('messaging:lobby')).toBe(record !== undefined);
      if (record) expect(record).toMatchObject({ isMade: true });
    }
  });
});
