import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEWEST } from '../../../client-example/secure-chat/src/epochs/channel-registry.ts';
import type { EpochEvent } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { openKeeper } from './keeper-of-device.ts';
import { ALL, failing, fakeSession, type OneDevice, oneDevice, PAIR } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const prepared = () => {
  const session = fakeSession();
  device.sessions.set(session.sessionId, session);
  return { session, members: ['alice', 'bob'] };
};

describe('opening a channel', () => {
  it('that was opened before goes by what is trusted, and asks the registry in the background', async () => {
    const first = await device.make();
    const { keeper } = await openKeeper(device, [first]);
    expect([keeper.epoch(), keeper.epochs(), keeper.notice()]).toEqual([first, [first], null]);
    await settled();
    expect(device.askedFor('list')).toEqual(['list 0']);
  });

  it('quietly asks the registry when somebody looks at it', async () => {
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    await settled();
    expect(device.askedFor('list')).toEqual([]);
    keeper.attend();
    await settled();
    expect(device.askedFor('list')).toEqual(['list 0']);
  });

  it('for the first time makes its first epoch, or takes the one there is', async () => {
    const { keeper } = await openKeeper(device);
    expect([keeper.epoch()?.members, device.requests.length]).toEqual([['alice', 'bob'], 1]);
    const other = await oneDevice();
    const made = await other.make({ by: 'bob' });
    const opened = await openKeeper(other);
    expect(opened.keeper.epoch()?.encryptionSessionId).toBe(made.encryptionSessionId);
    await settled();
    expect(other.asked.filter((one) => one.startsWith('list'))).toEqual([`list ${NEWEST}`]);
  });

  it('just made uses the session that was prepared', async () => {
    const made = prepared();
    const { keeper } = await openKeeper(device, [], { prepared: made });
    expect(keeper.epoch()?.encryptionSessionId).toBe(made.session.sessionId);
    expect(device.askedFor('revoke')).toEqual([]);
  });

  it('that fails is told, and listens to nothing any more', async () => {
    device.state.before.list = failing(new Error('offline'));
    await expect(openKeeper(device)).rejects.toThrow('offline');
    expect(device.askedFor('hears')).toEqual(['hears', 'hears no more']);
  });

  it('looks for what is due', async () => {
    const { timers } = await openKeeper(device, [await device.make({ members: ALL })], { quietly: true });
    expect(timers.map(({ ms }) => ms)).toEqual([2_000]);
  });
});

describe('an invitation', () => {
  beforeEach(() => {
    device.state.invitedBy = 'bob';
  });

  it('opens nothing, and has no notice; a session that was prepared is revoked', async () => {
    const made = prepared();
    const { keeper } = await openKeeper(device, [], { prepared: made });
    expect([keeper.invitation(), keeper.notice(), keeper.epoch()]).toEqual([{ by: 'bob' }, null, null]);
    expect(device.askedFor('revoke', 'list', 'register')).toEqual([`revoke ${made.session.sessionId}`]);
    expect(await keeper.sessionToRead('any', null)).toBe('invitation');
    expect(keeper.maySend(made.session)).toBe(false);
  });

  it('shows no notice, whatever stands', async () => {
    const { keeper } = await openKeeper(device);
    await keeper.leave();
    expect([keeper.notice(), device.askedFor('accept', 'remove')]).toEqual([null, ['remove member alice']]);
    device.state.invitedBy = null;
    expect(keeper.notice()).toMatchObject({ kind: 'removed' });
  });

  it('is opened when it is accepted, once', async () => {
    const { keeper } = await openKeeper(device);
    await keeper.accept();
    expect([keeper.invitation(), keeper.epoch()?.epoch]).toEqual([null, 1]);
    device.asked.length = 0;
    await keeper.accept();
    expect(device.asked).toEqual([]);
  });

  it.each(['addMember', 'removeMember', 'renewEncryption', 'decide', 'sessionToSend'] as const)(
    'is accepted by whoever does something in it: %s',
    async (what) => {
      device.state.members.add('carol');
      const { keeper } = await openKeeper(device);
      await keeper[what]('carol' as never);
      expect([
        device.askedFor('accept invitation').length,
        keeper.invitation(),
        keeper.epoch() !== null,
      ]).toEqual([1, null, true]);
    },
  );

  it('that cannot be accepted stays one, and nothing is done in it', async () => {
    const { keeper } = await openKeeper(device);
    device.state.before['accept invitation'] = failing(new Error('offline'));
    await expect(keeper.addMember('carol')).rejects.toThrow('offline');
    expect(device.askedFor('add member', 'list')).toEqual([]);
  });

  it('is opened once it is accepted elsewhere', async () => {
    const { keeper, tell } = await openKeeper(device);
    device.state.invitedBy = null;
    tell('invitation');
    await settled();
    expect(keeper.epoch()?.epoch).toBe(1);
  });
});

describe('what the keeper tells', () => {
  const listened = async () => {
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    const events: EpochEvent[] = [];
    const stop = keeper.subscribe((event) => events.push(event));
    return { keeper, events, stop };
  };

  it('is each event, until that is stopped', async () => {
    const { keeper, events, stop } = await listened();
    await keeper.renewEncryption();
    expect(events).toMatchObject([{ type: 'epoch', epoch: { epoch: 2 } }]);
    stop();
    await keeper.renewEncryption();
    expect(events).toHaveLength(1);
  });

  it('comes with a look at the readers of somebody else’s epoch, and not of one’s own', async () => {
    const { keeper, events } = await listened();
    await keeper.renewEncryption();
    await settled();
    expect(device.askedFor('check').map((one) => one.split(' ').at(-1))).toEqual(['session']);
    await device.make({ by: 'bob', after: keeper.epochs().at(-1) ?? null });
    device.state.findings = [{ userId: 'bob', kind: 'grown' }];
    await keeper.askAgain();
    await settled();
    expect(device.askedFor('check').at(-1)).toBe('check bob notice');
    expect(events.at(-1)).toEqual({ type: 'contact-changed', userId: 'bob', kind: 'grown' });
    expect(keeper.changedContacts()).toEqual([{ userId: 'bob', kind: 'grown' }]);
    keeper.noteContact('bob');
    expect(keeper.changedContacts()).toEqual([]);
  });

  it('looks at nobody for an event that is no epoch', async () => {
    const { keeper } = await openKeeper(device, [await device.make({ by: 'bob' })], { quietly: true });
    await keeper.leave();
    await settled();
    expect(device.askedFor('check')).toEqual([]);
  });
});

describe('the other of a pair', () => {
  beforeEach(async () => {
    device = await oneDevice('alice', PAIR);
  });

  it('is known by who is in the channel, or in an epoch that is trusted', async () => {
    expect((await openKeeper(device)).keeper.pairWith()).toBe('bob');
    device.state.members.delete('bob');
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    expect(keeper.pairWith()).toBe('bob');
  });

  it('is known by the epoch that is found at the opening, when they have left', async () => {
    await device.make();
    device.state.members.delete('bob');
    expect((await openKeeper(device)).keeper.pairWith()).toBe('bob');
  });

  it('is nobody in a group', async () => {
    expect((await openKeeper(await oneDevice())).keeper.pairWith()).toBeNull();
  });
});

describe('sending', () => {
  it('is in the session of the trusted epoch, after what is due', async () => {
    const { keeper } = await openKeeper(device, [await device.make({ members: ALL })], { quietly: true });
    const session = await keeper.sessionToSend();
    expect([session.sessionId, keeper.epoch()?.members]).toEqual([
      keeper.epoch()?.encryptionSessionId,
      ['alice', 'bob'],
    ]);
    expect(keeper.maySend(session)).toBe(true);
    expect(keeper.maySend(fakeSession())).toBe(false);
    device.state.members.delete('bob');
    expect(keeper.maySend(session)).toBe(false);
  });

  it('stops at a notice', async () => {
    const first = await device.make();
    device.state.closed.add(first.encryptionSessionId);
    const { keeper } = await openKeeper(device, [first], { quietly: true });
    expect([keeper.epoch(), keeper.notice()?.kind]).toEqual([null, 'no-access']);
    await expect(keeper.sessionToSend()).rejects.toBeInstanceOf(SecurityNoticeError);
  });

  it('stops at a notice that raises itself on the way', async () => {
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    await device.make({ by: 'bob', after: null });
    await expect(keeper.sessionToSend()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(keeper.epoch()).toMatchObject({ epoch: 1 });
  });

  it('stops at a notice that raises itself while others are given what came before', async () => {
    const first = await device.make({ history: 'whole' });
    device.state.members.add('carol');
    const owing = { letIn: ['carol'], owesSince: first.encryptionSessionId };
    const { keeper } = await openKeeper(device, [first], { quietly: true }, owing);
    device.state.before['add readers'] = async () => {
      device.state.before = {};
      await device.make({ by: 'bob', after: null });
    };
    await expect(keeper.sessionToSend()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(keeper.notice()?.kind).toBe('epoch-not-announced');
  });

  it('asks nobody once more while a notice stands', async () => {
    await device.make({ by: 'bob', members: ['bob'] });
    const { keeper } = await openKeeper(device);
    await expect(keeper.sessionToSend()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.askedFor('list')).toHaveLength(1);
  });

  it('makes the first epoch where that failed after a decision', async () => {
    device.state.findings = [{ userId: 'bob', kind: 'replaced' }];
    const { keeper } = await openKeeper(device);
    device.state.findings = [];
    device.state.before.register = failing(new Error('offline'));
    await expect(keeper.decide('accept')).rejects.toThrow('offline');
    expect([keeper.notice(), keeper.epoch()]).toEqual([null, null]);
    const { sessionId } = await keeper.sessionToSend();
    expect(keeper.epoch()).toMatchObject({ encryptionSessionId: sessionId, members: ['alice', 'bob'] });
  });

  it('is asked for again by one who was refused: the data are put right where nothing is new', async () => {
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    await keeper.askAgain();
    expect(device.askedFor('list', 'put right')).toEqual(['list 0', 'put right 1']);
    await device.make({ by: 'bob' });
    await keeper.askAgain();
    expect([keeper.epoch()?.epoch, device.askedFor('put right').length]).toEqual([2, 1]);
  });

  it('asks for nothing to be put right where nothing is trusted', async () => {
    await device.make({ by: 'bob', members: ['bob'] });
    const { keeper } = await openKeeper(device);
    await keeper.askAgain();
    expect([keeper.epoch(), device.askedFor('put right')]).toEqual([null, []]);
  });
});

describe('who takes part', () => {
  it('is changed one after another, and followed by a look for what is due', async () => {
    const { keeper, timers } = await openKeeper(device, [await device.make()], { quietly: true });
    await Promise.all([keeper.addMember('carol'), keeper.removeMember('bob')]);
    expect(keeper.epoch()).toMatchObject({ epoch: 3, members: ['alice', 'carol'], removed: ['bob'] });
    expect(timers).toEqual([]);
    device.state.before.reload = failing(new Error('offline'));
    await expect(keeper.removeMember('carol')).rejects.toThrow('offline');
    expect(timers.map(({ ms }) => ms)).toEqual([2_000]);
  });

  it('is who has not left', async () => {
    const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
    await keeper.leave();
    expect([keeper.notice()?.kind, device.askedFor('remove member')]).toEqual([
      'removed',
      ['remove member alice'],
    ]);
  });
});

it('a decision is carried out', async () => {
  const { keeper } = await openKeeper(device, [await device.make()], { quietly: true });
  await device.make({ by: 'bob', after: null });
  await keeper.askAgain();
  expect(keeper.notice()?.kind).toBe('epoch-not-announced');
  await keeper.decide('accept');
  expect([keeper.notice(), keeper.epoch()?.epoch]).toEqual([null, 2]);
});
