import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { type OneDevice, oneDevice } from './one-device.ts';
import { type WatchedDevice, watchDevice } from './watched-device.ts';

let device: OneDevice;
let watch: WatchedDevice['watch'];
let done: WatchedDevice['done'];
let timers: WatchedDevice['timers'];
let hear: WatchedDevice['hear'];
const watching = () => {
  ({ watch, done, timers, hear } = watchDevice(device));
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

describe('an invitation', () => {
  beforeEach(() => {
    device.state.invitedBy = 'bob';
    watching();
  });

  it('is left alone: nothing is woken, asked or made', async () => {
    device.state.members.delete('bob');
    await device.make({ by: 'bob' });
    for (const change of ['members', 'data', 'recovered'] as const) await hear(change);
    watch.attend();
    watch.catchUpSoon();
    await settled();
    expect([done, device.asked, timers, device.events]).toEqual([['recovered'], [], [], []]);
  });

  it.each(['invitation', 'members', 'recovered'] as const)(
    'that was accepted elsewhere is told once and wakes the channel: %s',
    async (change) => {
      device.state.invitedBy = null;
      for (const heard of [change, 'invitation'] as const) {
        await hear(heard);
        expect(device.events).toEqual([{ type: 'invitation', invitation: null }]);
      }
      expect(done).toContain('woken');
    },
  );

  it('that comes once more is told once more', async () => {
    device.state.invitedBy = null;
    await hear('invitation');
    device.state.invitedBy = 'bob';
    await hear('invitation');
    await hear('invitation');
    expect(device.events).toEqual([
      { type: 'invitation', invitation: null },
      { type: 'invitation', invitation: { by: 'bob' } },
    ]);
  });

  it('is not told of where nothing has changed', async () => {
    await hear('invitation');
    expect([device.events, done]).toEqual([[], []]);
  });
});

describe('asking the registry in the background', () => {
  const soon = async () => {
    watch.catchUpSoon();
    await settled();
  };

  it('is done once since the opening', async () => {
    await soon();
    await soon();
    expect([device.asked, done]).toEqual([['list 0'], ['woken', 'woken']]);
  });

  it('is done where nothing is trusted only to lift a notice', async () => {
    device.trust();
    await soon();
    expect(device.lists()).toBe(0);
    raise(device.keeping, { kind: 'no-access', registered: null });
    await soon();
    expect([device.lists(), device.keeping.notice]).toEqual([1, null]);
  });

  it('asks Stream first, if that may have missed something, and forgets who is gone', async () => {
    device.state.mayHaveMissed = true;
    letIn('carol');
    await soon();
    expect([device.asked, device.keeping.pin.letIn]).toEqual([['reload', 'list 0'], []]);
  });

  it('is what somebody who looks at the channel brings about', async () => {
    watch.attend();
    await settled();
    expect(device.lists()).toBe(1);
  });
});

describe('a connection that has come back', () => {
  it('is told, and counts: what was asked before is to be asked again, and nothing rests', async () => {
    device.keeping.lookedAt = 5;
    device.keeping.restUntil = { due: 6, look: 7 };
    await hear('recovered');
    expect(done).toEqual(['recovered', 'woken']);
    expect(device.keeping).toMatchObject({ recoveries: 1, lookedAt: 0, restUntil: { due: 0, look: 0 } });
    await hear('recovered');
    expect(device.keeping.recoveries).toBe(2);
  });

  it('asks nobody where nobody looks, and forgets who is gone if Stream has said who is there', async () => {
    letIn('carol');
    device.state.mayHaveMissed = true;
    await hear('recovered');
    expect(device.keeping.pin.letIn).toEqual(['carol']);
    device.state.mayHaveMissed = false;
    await hear('recovered');
    expect([device.asked, device.keeping.pin.letIn]).toEqual([[], []]);
  });

  it('asks the registry where somebody looks, until all have stopped, each once', async () => {
    const [one, other] = [watch.attend(), watch.attend()];
    await settled();
    await hear('recovered');
    expect(device.lists()).toBe(2);
    one();
    one();
    await hear('recovered');
    expect(device.lists()).toBe(3);
    other();
    await hear('recovered');
    expect(device.lists()).toBe(3);
  });

  it('asks the registry where a notice stands', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    await hear('recovered');
    expect([device.lists(), device.keeping.notice]).toEqual([1, null]);
  });
});
