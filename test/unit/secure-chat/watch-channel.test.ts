import { randomUUID } from 'node:crypto';
import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, failing, type OneDevice, oneDevice } from './one-device.ts';
import { type WatchedDevice, watchDevice } from './watched-device.ts';

let device: OneDevice;
let watch: WatchedDevice['watch'];
let done: WatchedDevice['done'];
let timers: WatchedDevice['timers'];
let inTurn: WatchedDevice['inTurn'];
let tell: WatchedDevice['tell'];
let hear: WatchedDevice['hear'];
const watching = () => {
  ({ watch, done, timers, inTurn, tell, hear } = watchDevice(device));
};

/** Trusts the first epoch; nothing that it does waits for anything but promises. */
beforeEach(async () => {
  device = await oneDevice();
  device.trust(await device.make());
  watching();
});

const letIn = (...ids: string[]) => {
  device.keeping.pin = { ...device.keeping.pin, letIn: ids };
};

describe('a name in the channel’s data', () => {
  it('that is foreign is told also when it is mended before the registry was asked', async () => {
    const named = randomUUID();
    const { namedSession } = device.state;
    device.state.namedSession = () => named;
    tell('data');
    device.state.namedSession = namedSession;
    await hear('data');
    expect(device.keeping.notice).toMatchObject({ kind: 'session-id-swapped', named });
  });

  it('asks nobody while it is what is trusted', async () => {
    await hear('data');
    expect([device.keeping.notice, device.asked, done]).toEqual([null, [], []]);
  });

  it('is told also when it cannot be put right', async () => {
    device.state.before['put right'] = failing(new MessagingApiError('TIMEOUT'));
    const named = randomUUID();
    device.state.namedSession = () => named;
    await hear('data');
    expect(device.keeping.notice).toMatchObject({ kind: 'session-id-swapped', named });
  });

  it('is that of a new epoch, which is followed, once', async () => {
    await device.make({ by: 'bob' });
    tell('data');
    await hear('data');
    expect([device.trusted(), device.lists(), done]).toEqual([[1, 2], 1, ['woken', 'woken']]);
  });
});

describe('who comes and goes', () => {
  it('is let in no more when they are gone', async () => {
    letIn('bob', 'carol');
    await hear('members');
    expect([device.keeping.pin.letIn, device.asked]).toEqual([['bob'], []]);
  });

  it('is this user again: the registry is asked', async () => {
    raise(device.keeping, { kind: 'removed' });
    await hear('members');
    expect([device.lists(), device.keeping.notice]).toEqual([1, null]);
  });

  it('is no reason to ask it while another notice stands', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    await hear('members');
    expect(device.lists()).toBe(0);
  });

  it('is gone and was a reader: an epoch is made two seconds for each place later, once', async () => {
    device.state.members.delete('bob');
    await hear('members');
    await hear('members');
    expect(timers).toMatchObject([{ ms: 2_000, isCalledOff: false }]);
    timers[0]?.callback();
    await settled();
    expect(device.last()?.members).toEqual(['alice']);
  });

  it('is gone for a moment: nothing is made when they are back before', async () => {
    device.state.members.delete('bob');
    await hear('members');
    device.state.members.add('bob');
    await hear('members');
    expect(timers.map(({ isCalledOff }) => isCalledOff)).toEqual([true]);
    device.state.members.delete('bob');
    await hear('members');
    expect(timers).toHaveLength(2);
  });

  it('is waited for by those behind this user among who remains', async () => {
    device = await oneDevice('bob');
    device.trust(await device.make({ members: ALL }));
    watching();
    await hear('members');
    expect(timers).toMatchObject([{ ms: 4_000 }]);
  });

  it('makes nothing when somebody else was faster than the timer', async () => {
    device.state.members.delete('bob');
    await hear('members');
    device.state.members.add('bob');
    timers[0]?.callback();
    await settled();
    expect([device.asked, device.trusted()]).toEqual([[], [1]]);
  });

  it('is told of once more after what failed in the background', async () => {
    device.state.members.delete('bob');
    await hear('members');
    device.state.before.reload = failing(new Error('offline'));
    timers[0]?.callback();
    await settled();
    expect(device.trusted()).toEqual([1]);
    await hear('members');
    timers[1]?.callback();
    await settled();
    expect(device.trusted()).toEqual([1, 2]);
  });
});

describe('what an event asks for', () => {
  it('is done in turn, after the channel is woken, and followed by a look for what is due', async () => {
    let finish = () => {};
    void inTurn(() => new Promise<void>((resolve) => (finish = resolve)));
    tell('members');
    await settled();
    expect(done).toEqual([]);
    letIn('bob'); // is a reader already
    finish();
    await settled();
    expect([done, timers.length]).toEqual([['woken'], 1]);
  });

  it('is not done when the channel is closed by then, and no timer is left', async () => {
    device.state.members.delete('bob');
    tell('members');
    watch.stop();
    await settled();
    expect([done, timers.map(({ isCalledOff }) => isCalledOff)]).toEqual([['stopped listening'], [true]]);
    timers[0]?.callback();
    watch.lookForDue();
    await settled();
    expect([device.asked, timers.length]).toEqual([[], 1]);
  });

  it('is not waited for by a timer once the channel is closed', async () => {
    device.state.members.delete('bob');
    await hear('members');
    watch.stop();
    expect(timers.map(({ isCalledOff }) => isCalledOff)).toEqual([true]);
  });

  it('that fails leaves the next to be done', async () => {
    device.state.before.list = failing(new Error('offline'));
    raise(device.keeping, { kind: 'removed' });
    await hear('members');
    expect(device.keeping.notice?.kind).toBe('removed');
    await hear('members');
    expect(device.keeping.notice).toBeNull();
  });
});
