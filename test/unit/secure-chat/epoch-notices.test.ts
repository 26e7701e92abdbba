import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ContactFinding } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { createLog } from '../../model/log.ts';
import { openChannel, outcome } from '../../model/open-channel.ts';
import { ATTACKS } from '../../model/operator.ts';

const open = () => openChannel({ members: ['alice', 'bob'], later: ['carol'] });
type Opened = Awaited<ReturnType<typeof open>>;

const attacked = async (what: keyof typeof ATTACKS): Promise<Opened> => {
  const opened = await open();
  const { chance } = opened.world;
  await outcome(opened.world, opened.keeper('alice').renewEncryption());
  // Whatever the operator may do besides, such as forging a welcome, is done.
  opened.world.chance = { ...chance, happens: () => true };
  await ATTACKS[what](opened.world, createLog(), 'bob');
  opened.world.chance = chance;
  await opened.world.schedule.calm();
  return opened;
};

const demandStopped = async ({ world, device }: Opened): Promise<void> => {
  expect(await outcome(world, device('alice').send('words'))).toBeInstanceOf(SecurityNoticeError);
  expect(world.messages).toEqual([]);
};

const demandSending = async ({ world, device, keeper }: Opened): Promise<void> => {
  await outcome(world, device('alice').send('words'));
  expect(world.messages).toHaveLength(1);
  expect(keeper('alice').notice()).toBeNull();
};

describe('an epoch that nobody announced', () => {
  it('stops sending, and cannot be accepted: none of those it names has signed it', async () => {
    const opened = await attacked('operator-registers');
    const { world, keeper } = opened;
    const [, second, foreign] = world.epochs();
    expect(keeper('alice').notice()).toEqual({
      cid: 'encrypted:model',
      kind: 'epoch-not-announced',
      by: 'bob',
      trusted: second?.encryptionSessionId,
      registered: foreign?.encryptionSessionId,
    });
    await demandStopped(opened);
    expect(foreign?.welcome).toBeDefined();
    expect(await outcome(world, keeper('alice').decide('accept'))).toBeInstanceOf(SecurityNoticeError);
    expect(keeper('alice').notice()).toMatchObject({ kind: 'epoch-not-announced' });
    expect(keeper('alice').epoch()?.encryptionSessionId).toBe(second?.encryptionSessionId);
    await demandStopped(opened);
  });

  it('but signed by its maker stops sending until it is accepted', async () => {
    const opened = await open();
    const { world, keeper } = opened;
    opened.device('alice').goOffline();
    await outcome(world, keeper('bob').renewEncryption());
    ATTACKS['operator-drops'](world);
    opened.device('alice').goOnline();
    keeper('alice').attend()();
    await world.schedule.calm();
    expect(keeper('alice').notice()).toMatchObject({ kind: 'epoch-not-announced', by: 'bob' });
    await demandStopped(opened);
    await outcome(world, keeper('alice').decide('accept'));
    const current = world.epochs().at(-1)?.encryptionSessionId;
    expect(keeper('alice').epoch()?.encryptionSessionId).toBe(current);
    await demandSending(opened);
  });

  it('is put aside by a new one that those who trust the old one follow by themselves', async () => {
    const opened = await attacked('operator-registers');
    const { world, keeper } = opened;
    expect(keeper('bob').notice()).toMatchObject({ kind: 'epoch-not-announced' });
    await outcome(world, keeper('alice').decide('keep'));
    for (const person of ['alice', 'bob'] as const) {
      expect(keeper(person).notice()).toBeNull();
      expect(keeper(person).epoch()).toMatchObject({ epoch: 4, startedBy: 'alice' });
      expect(
        keeper(person)
          .epochs()
          .map(({ epoch }) => epoch),
      ).toEqual([1, 2, 4]);
    }
    await demandSending(opened);
  });
});

describe('a registry that has lost the trusted epoch', () => {
  it.each(['accept', 'keep'] as const)('stops sending, and %s goes on in a new epoch', async (decision) => {
    const opened = await attacked('operator-rolls-back');
    const { world, keeper } = opened;
    const [first] = world.epochs();
    const trusted = keeper('alice').epoch()?.encryptionSessionId;
    expect(keeper('alice').notice()).toMatchObject({
      kind: 'epoch-rolled-back',
      trusted,
      registered: first?.encryptionSessionId,
    });
    await demandStopped(opened);
    await outcome(world, keeper('alice').decide(decision));
    expect(keeper('alice').epoch()).toMatchObject({
      epoch: 2,
      startedBy: 'alice',
      members: ['alice', 'bob'],
    });
    const isFollowed =
      keeper('bob').epoch()?.encryptionSessionId === keeper('alice').epoch()?.encryptionSessionId;
    expect(isFollowed).toBe(decision === 'keep');
    await demandSending(opened);
  });

  it.each(['accept', 'keep'] as const)('of all epochs: %s', async (decision) => {
    const opened = await open();
    const { world, keeper } = opened;
    const trusted = keeper('alice').epoch()?.encryptionSessionId;
    world.epochs().pop();
    await outcome(world, keeper('alice').askAgain());
    expect(keeper('alice').notice()).toMatchObject({ kind: 'epoch-rolled-back', trusted, registered: null });
    await outcome(world, keeper('alice').decide(decision));
    expect(world.epochs()).toHaveLength(1);
    expect(world.epochs()[0]?.encryptionSessionId === trusted).toBe(decision === 'keep');
    await demandSending(opened);
  });
});

describe('a name in the channel’s data that nobody registered', () => {
  it.each(['accept', 'keep'] as const)(
    'stops sending until the user takes no notice: %s',
    async (decision) => {
      const opened = await open();
      const { world, keeper } = opened;
      const named = randomUUID();
      world.nameSession(named);
      await world.schedule.calm();
      const trusted = keeper('alice').epoch()?.encryptionSessionId;
      expect(keeper('alice').notice()).toMatchObject({ kind: 'session-id-swapped', trusted, named });
      await demandStopped(opened);
      await outcome(world, keeper('alice').decide(decision));
      await demandSending(opened);
      expect(keeper('alice').epoch()?.encryptionSessionId).toBe(trusted);
    },
  );

  it('is put right at once, though the backend has looked at the channel a moment ago', async () => {
    const { world, device, keeper } = await open();
    const trusted = keeper('alice').epoch()?.encryptionSessionId;
    for (const person of ['alice', 'bob'] as const) void keeper(person).askAgain();
    await world.schedule.drain();
    world.nameSession(randomUUID());
    await world.schedule.drain();
    expect(world.channel().data.session_id).toBe(trusted);
    void keeper('alice').decide('keep');
    await world.schedule.drain();
    void device('alice').send('words');
    await world.schedule.drain();
    expect(world.messages).toHaveLength(1);
  });

  it('does not keep the next message back when it is put there once more', async () => {
    const { world, device, keeper } = await openChannel({ members: ['alice'] });
    const named = randomUUID();
    world.nameSession(named);
    await world.schedule.drain();
    void keeper('alice').decide('keep');
    await world.schedule.drain();
    world.nameSession(named);
    await world.schedule.drain();
    void device('alice').send('words');
    await world.schedule.drain();
    expect(world.messages).toHaveLength(1);
    expect(keeper('alice').notice()).toBeNull();
  });
});

describe('an identity made anew', () => {
  it('has no access, looks again, and starts over; the others decide about that', async () => {
    const opened = await open();
    const { world, device, keeper } = opened;
    device('alice').resetIdentity();
    void device('alice').start();
    await world.schedule.calm();
    const registered = world.epochs()[0]?.encryptionSessionId;
    expect(keeper('alice').notice()).toMatchObject({ kind: 'no-access', registered });
    expect(keeper('alice').epoch()).toBeNull();
    expect(await outcome(world, keeper('alice').decide('accept'))).toBeInstanceOf(SecurityNoticeError);
    await demandStopped(opened);
    await outcome(world, keeper('alice').decide('start-over'));
    expect(keeper('alice').epoch()).toMatchObject({ epoch: 2, members: ['alice', 'bob'] });
    expect(keeper('bob').notice()).toMatchObject({ kind: 'epoch-not-announced', by: 'alice' });
    await demandSending(opened);
  });
});

it('a device whose identity can no longer open what it trusts has no epoch', async () => {
  const { world, device, keeper } = await open();
  device('alice').crash();
  world.seald.reset('alice'); // what the device keeps of the channel stays
  void device('alice').start();
  await world.schedule.calm();
  expect(keeper('alice').notice()).toMatchObject({ kind: 'no-access' });
  expect([keeper('alice').epoch(), keeper('alice').epochs().length]).toEqual([null, 1]);
});

describe('somebody whom a member has left out', () => {
  it('knows, and can decide nothing but to start over', async () => {
    const { world, keeper } = await open();
    await outcome(world, keeper('bob').removeMember('alice'));
    world.setMember('alice', true); // by the operator
    await world.schedule.calm();
    expect(keeper('alice').notice()).toEqual({ cid: 'encrypted:model', kind: 'removed' });
    for (const decision of ['accept', 'keep'] as const)
      await outcome(world, keeper('alice').decide(decision));
    expect(world.epochs()).toHaveLength(2);
    expect(keeper('alice').notice()).toMatchObject({ kind: 'removed' });
  });
});

/** Contacts of whom one is doubted until accepted. */
const doubting = (doubted: string, kind: ContactFinding['kind']) => {
  let isDoubted = true;
  return {
    check: async (userIds: readonly string[]): Promise<ContactFinding[]> =>
      isDoubted && userIds.includes(doubted) ? [{ userId: doubted, kind }] : [],
    accept: async (userId: string): Promise<void> => {
      if (userId === doubted) isDoubted = false;
    },
  };
};

describe.each(['replaced', 'mismatch'] as const)('a contact whose keys are %s', (kind) => {
  const letInDoubted = async (): Promise<Opened> => {
    const contacts = doubting('carol', kind);
    const opened = await openChannel({ members: ['alice', 'bob'], later: ['carol'], contacts });
    const { world, keeper } = opened;
    expect(await outcome(world, keeper('alice').addMember('carol'))).toBeInstanceOf(SecurityNoticeError);
    expect(keeper('alice').notice()).toMatchObject({ kind: `contact-${kind}`, userId: 'carol' });
    await demandStopped(opened);
    return opened;
  };

  it('is let in when the user takes the new keys', async () => {
    const { world, keeper } = await letInDoubted();
    await outcome(world, keeper('alice').decide('accept'));
    expect(keeper('alice').epoch()).toMatchObject({ members: ['alice', 'bob', 'carol'] });
  });

  it('is not let in later either when the user goes on without them', async () => {
    const opened = await letInDoubted();
    const { world, keeper } = opened;
    await outcome(world, keeper('alice').decide('keep'));
    await demandSending(opened);
    await outcome(world, keeper('alice').renewEncryption());
    expect(keeper('alice').epoch()).toMatchObject({ epoch: 2, members: ['alice', 'bob'] });
    expect(keeper('alice').notice()).toBeNull();
  });

  it('is left out, though a reader so far, when the user goes on without them', async () => {
    const contacts = {
      check: async (_: readonly string[]): Promise<ContactFinding[]> => [],
      accept: async () => {},
    };
    const { world, keeper } = await openChannel({ members: ['alice', 'bob', 'carol'], contacts });
    contacts.check = doubting('bob', kind).check;
    await outcome(world, keeper('alice').renewEncryption());
    expect(keeper('alice').notice()).toMatchObject({ kind: `contact-${kind}`, userId: 'bob' });
    await outcome(world, keeper('alice').decide('keep'));
    expect(keeper('alice').epoch()).toMatchObject({ epoch: 2, members: ['alice', 'carol'] });
  });
});
