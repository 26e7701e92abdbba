import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  isPreparedToSend,
  prepareToSend,
} from '../../../client-example/secure-chat/src/epochs/due-epochs.ts';
import { startFirst } from '../../../client-example/secure-chat/src/epochs/first-epoch.ts';
import { NEVER, raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { MessagingApiError, SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, failing, type OneDevice, oneDevice, START } from './one-device.ts';

const MINUTE_MS = 60_000;

let device: OneDevice;
/** Trusts the first epoch, which it has just asked for. */
beforeEach(async () => {
  device = await oneDevice();
  device.trust(await device.make());
  device.keeping.lookedAt = START;
});

const prepare = () => prepareToSend(device.keeping);
const lettingIn = (id: string) => {
  device.keeping.pin = { ...device.keeping.pin, letIn: [id] };
  device.state.members.add(id);
};
/** A channel's first epoch, made here; the registry was not asked before. */
const startOwn = async () => {
  device.trust();
  device.registered.length = 0;
  device.keeping.lookedAt = NEVER;
  await startFirst(device.keeping);
  device.asked.length = 0;
};
const later = (ms: number) => {
  device.state.now += ms;
};
const offline = (times = 1) => failing(new Error('offline'), times);

describe('before something is sent', () => {
  it('nobody is asked where all is known', async () => {
    await prepare();
    expect(device.asked).toEqual([]);
  });

  it('a notice stops it, and nobody is asked', async () => {
    raise(device.keeping, { kind: 'removed' });
    device.state.mayHaveMissed = true;
    await expect(prepare()).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.asked).toEqual([]);
  });

  it('Stream is asked who is in the channel when that may have been missed', async () => {
    device.state.mayHaveMissed = true;
    device.keeping.pin = { ...device.keeping.pin, letIn: ['carol'] };
    await prepare();
    expect([device.asked, device.keeping.pin.letIn]).toEqual([['reload'], []]);
  });

  it('one who is no member asks whether they are by now, and sends nothing if not', async () => {
    device.state.members.delete('alice');
    await expect(prepare()).rejects.toMatchObject({ code: 'NO_ACCESS' });
    device.state.reload = () => void device.state.members.add('alice');
    await prepare();
    expect(device.asked).toEqual(['reload', 'reload']);
  });

  it('the registry is asked where nothing is trusted, also when that was a moment ago', async () => {
    device.trust();
    await prepare();
    expect([device.trusted(), device.lists()]).toEqual([[1], 1]);
  });

  it('the registry is asked where nothing is trusted, and has to answer', async () => {
    device.trust();
    device.state.before.list = offline();
    await expect(prepare()).rejects.toThrow('offline');
  });

  it('the first epoch is made where there is none: to make it may have failed before', async () => {
    device.trust();
    device.registered.length = 0;
    await prepare();
    expect([device.trusted(), device.keeping.pin.epochs[0]?.members]).toEqual([[1], ['alice', 'bob']]);
  });

  it('the registry is not asked after it has made an epoch of this device the current one, until that was a while ago', async () => {
    await startOwn();
    await prepare();
    expect(device.asked).toEqual([]);
    later(5 * MINUTE_MS);
    await prepare();
    expect(device.lists()).toBe(1);
  });

  it('the registry is asked after that when a connection was lost and came back meanwhile', async () => {
    device.state.before.register = () => {
      device.keeping.recoveries += 1;
    };
    await startOwn();
    await prepare();
    expect(device.lists()).toBe(1);
  });

  it('a notice that this raises stops it', async () => {
    device.trust();
    await device.make({ by: 'bob', members: ['bob'] });
    await expect(prepare()).rejects.toBeInstanceOf(SecurityNoticeError);
  });

  it('the registry is asked when the data name something else', async () => {
    const second = await device.make({ by: 'bob' });
    await prepare();
    expect(device.keeping.pin.epochs.at(-1)?.encryptionSessionId).toBe(second.encryptionSessionId);
    device.state.namedSession = () => randomUUID();
    await expect(prepare()).rejects.toBeInstanceOf(SecurityNoticeError);
  });

  it('the registry is asked again when more than four minutes have gone by', async () => {
    later(4 * MINUTE_MS);
    await prepare();
    expect([device.lists(), isPreparedToSend(device.keeping)]).toEqual([0, true]);
    later(1);
    expect(isPreparedToSend(device.keeping)).toBe(false);
    await prepare();
    expect([device.lists(), isPreparedToSend(device.keeping)]).toEqual([1, true]);
  });
});

describe('a registry that does not answer', () => {
  beforeEach(() => later(5 * MINUTE_MS));

  it('does not keep the message back, and is left alone for a minute', async () => {
    device.state.before.list = offline();
    await prepare();
    expect([device.lists(), isPreparedToSend(device.keeping)]).toEqual([1, true]);
    later(MINUTE_MS - 1);
    await prepare();
    expect(device.lists()).toBe(1);
    later(1);
    expect(isPreparedToSend(device.keeping)).toBe(false);
    await prepare();
    expect([device.lists(), isPreparedToSend(device.keeping)]).toEqual([2, true]);
  });

  it('but with an error of its own is asked once more at once, and no more', async () => {
    device.state.before.list = failing(new MessagingApiError('STREAM_UNAVAILABLE', { status: 502 }), 9);
    await prepare();
    expect(device.lists()).toBe(2);
  });

  it('is not asked once more when there is no connection', async () => {
    device.state.before.list = failing(new MessagingApiError('NETWORK_FAILURE'), 9);
    await prepare();
    expect(device.lists()).toBe(1);
  });

  it('is asked once more when the connection has come back meanwhile', async () => {
    const fail = offline(2);
    device.state.before.list = () => {
      if (device.lists() === 1) device.keeping.recoveries += 1;
      fail();
    };
    await prepare();
    expect(device.lists()).toBe(2);
  });
});

describe('an epoch that is due', () => {
  it('is made first', async () => {
    lettingIn('carol');
    await prepare();
    expect(device.keeping.pin.epochs.at(-1)?.members).toEqual(ALL);
  });

  it('that cannot be made does not keep the message back, and is left for a minute', async () => {
    lettingIn('carol');
    device.state.before.register = offline(2);
    const tries = () => device.asked.filter((one) => one === 'register').length;
    await prepare();
    later(MINUTE_MS - 1);
    await prepare();
    expect([tries(), device.trusted()]).toEqual([1, [1]]);
    later(1);
    await prepare();
    expect(tries()).toBe(2);
    later(MINUTE_MS);
    await prepare();
    expect([tries(), device.trusted()]).toEqual([3, [1, 2]]);
  });

  it('is made in spite of that when a reader has left, and keeps the message back while it cannot be', async () => {
    lettingIn('carol');
    device.state.before.register = offline(2);
    await prepare();
    device.state.members.delete('bob');
    expect(isPreparedToSend(device.keeping)).toBe(false);
    await expect(prepare()).rejects.toThrow('offline');
    await prepare();
    expect(device.keeping.pin.epochs.at(-1)?.members).toEqual(['alice', 'carol']);
    expect(isPreparedToSend(device.keeping)).toBe(true);
  });

  it('for which the keys of a member are in doubt keeps the message back', async () => {
    lettingIn('carol');
    device.state.findings = [{ userId: 'carol', kind: 'replaced' }];
    await expect(prepare()).rejects.toBeInstanceOf(SecurityNoticeError);
  });
});

describe('what was encrypted', () => {
  it('may leave where nothing has changed since', () => {
    expect(isPreparedToSend(device.keeping)).toBe(true);
    lettingIn('carol');
    expect(isPreparedToSend(device.keeping)).toBe(true);
  });

  it('may not where a notice stands, or this user is no member any more', () => {
    device.state.members.delete('alice');
    expect(isPreparedToSend(device.keeping)).toBe(false);
    device.state.members.add('alice');
    raise(device.keeping, { kind: 'removed' });
    expect(isPreparedToSend(device.keeping)).toBe(false);
  });
});
