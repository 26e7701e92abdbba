import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  catchUp,
  isNameWrong,
  trustUnannounced,
} from '../../../client-example/secure-chat/src/epochs/catch-up.ts';
import { NEWEST } from '../../../client-example/secure-chat/src/epochs/channel-registry.ts';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { ALL, CID, failing, type OneDevice, oneDevice, START } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

describe('what the registry calls current', () => {
  it('is nothing where there is no epoch and none was seen', async () => {
    expect(await catchUp(device.keeping)).toBe(true);
    expect([device.keeping.notice, device.asked]).toEqual([null, [`list ${NEWEST}`]]);
  });

  it('is doubted where there is no epoch and one was trusted', async () => {
    const first = await device.make();
    device.trust(first);
    device.registered.length = 0;
    expect(await catchUp(device.keeping)).toBe(false);
    const trusted = first.encryptionSessionId;
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'epoch-rolled-back', trusted, registered: null });
  });

  it('is taken at first sight, alone, when nothing is trusted and its welcome is for this user', async () => {
    for (let times = 0; times < 2; times++) await device.make();
    raise(device.keeping, { kind: 'no-access', registered: null });
    expect(await catchUp(device.keeping)).toBe(false);
    expect([device.trusted(), device.keeping.notice, device.asked]).toEqual([[2], null, [`list ${NEWEST}`]]);
    expect(device.keeping.pin.epochs[0]?.unseen).toEqual(['bob']);
  });

  it('is not taken when its welcome is for others', async () => {
    const { encryptionSessionId: registered } = await device.make({ members: ['bob'], by: 'bob' });
    expect(await catchUp(device.keeping)).toBe(false);
    expect([device.trusted(), device.keeping.notice]).toEqual([
      [],
      { cid: CID, kind: 'no-access', registered },
    ]);
  });

  it('is followed along the announcements, which lifts what was said meanwhile', async () => {
    device.trust(await device.make());
    for (let times = 0; times < 2; times++) await device.make({ by: 'bob' });
    raise(device.keeping, { kind: 'no-access', registered: null });
    expect(await catchUp(device.keeping)).toBe(false);
    expect([device.trusted(), device.keeping.notice, device.asked]).toEqual([[1, 2, 3], null, ['list 0']]);
    expect(device.events.filter(({ type }) => type === 'epoch')).toHaveLength(1);
  });

  it('changes nothing when it is trusted already', async () => {
    device.trust(await device.make());
    const { pin } = device.keeping;
    await catchUp(device.keeping);
    expect([device.events, device.saved, device.keeping.pin === pin]).toEqual([[], [], true]);
  });

  it('is not believed when nobody has announced it', async () => {
    const first = await device.make();
    device.trust(first);
    const { encryptionSessionId: registered } = await device.make({ by: 'bob', after: null });
    await catchUp(device.keeping);
    const trusted = first.encryptionSessionId;
    expect(device.keeping.notice).toEqual({
      cid: CID,
      kind: 'epoch-not-announced',
      by: 'bob',
      trusted,
      registered,
    });
    expect([device.trusted(), device.asked]).toEqual([[1], ['list 0']]); // nothing is put right for such an epoch
  });

  it('is followed as far as it is announced, and doubted from there', async () => {
    device.trust(await device.make());
    const second = await device.make();
    await device.make({ by: 'bob', after: null });
    await catchUp(device.keeping);
    expect(device.trusted()).toEqual([1, 2]);
    const trusted = second.encryptionSessionId;
    expect(device.keeping.notice).toMatchObject({ kind: 'epoch-not-announced', trusted });
  });

  it('is rolled back when the trusted epoch is not in it', async () => {
    const [first, second] = [await device.make(), await device.make()];
    device.trust(second);
    device.registered.pop();
    await catchUp(device.keeping);
    const [trusted, registered] = [second, first].map(({ encryptionSessionId }) => encryptionSessionId);
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'epoch-rolled-back', trusted, registered });
  });

  it('is out of reach when Seald does not open what is trusted', async () => {
    const first = await device.make();
    device.trust(first);
    device.state.closed.add(first.encryptionSessionId);
    const { encryptionSessionId: registered } = await device.make();
    await catchUp(device.keeping);
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'no-access', registered });
  });

  it('is known as of when it was asked for, and not when nobody answers', async () => {
    device.state.before.list = failing(new Error('offline'));
    await expect(catchUp(device.keeping)).rejects.toThrow('offline');
    expect(device.keeping.lookedAt).toBe(0);
    device.state.before.list = () => {
      device.state.now += 5;
    };
    await catchUp(device.keeping);
    expect(device.keeping.lookedAt).toBe(START);
  });
});

describe('the whole list of epochs', () => {
  it('is asked for when the trusted one is not where it was', async () => {
    const [first] = [await device.make(), await device.make(), await device.make()];
    device.trust({ ...first, epoch: 5 }); // the registry has counted anew
    await catchUp(device.keeping);
    expect(device.keeping.notice).toBeNull();
    expect(device.keeping.pin.epochs.map(({ encryptionSessionId }) => encryptionSessionId)).toEqual(
      device.registered.map(({ encryptionSessionId }) => encryptionSessionId),
    );
    expect(device.asked).toEqual(['list 4', 'list 0']);
  });

  it('is not asked for when the trusted one is there', async () => {
    await device.make();
    device.trust(await device.make());
    await device.make();
    await catchUp(device.keeping);
    expect([device.asked, device.trusted()]).toEqual([['list 1'], [2, 3]]);
  });

  it('is not asked for twice when the first one is trusted', async () => {
    device.trust({ ...(await device.make()), encryptionSessionId: randomUUID() });
    device.state.closed.add(device.keeping.pin.epochs[0]?.encryptionSessionId ?? '');
    await catchUp(device.keeping);
    expect(device.asked).toEqual(['list 0']);
  });
});

describe('a name in the channel’s data', () => {
  const names = (...all: (string | undefined)[]) => {
    device.state.namedSession = () => all[0];
    device.state.reload = () => void (all.length > 1 && all.shift());
  };
  const putRight = () => device.asked.filter((one) => one.startsWith('put right'));

  it('that nobody has registered is told at once, before it is put right', async () => {
    const first = await device.make();
    device.trust(first);
    const [trusted, named] = [first.encryptionSessionId, randomUUID()];
    names(named, trusted);
    device.state.before['put right'] = failing(new Error('offline'));
    await expect(catchUp(device.keeping)).rejects.toThrow('offline');
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'session-id-swapped', trusted, named });
    expect(device.asked).toEqual(['list 0', 'list 0', 'put right 1']);
  });

  it('that was seen before is told though the data are right by now', async () => {
    device.trust(await device.make());
    const named = randomUUID();
    expect(await catchUp(device.keeping, named)).toBe(false);
    expect(device.keeping.notice).toMatchObject({ kind: 'session-id-swapped', named });
  });

  it.each([
    ['this device knows', [0, 1]],
    ['only the registry knows', [1]],
  ])('of an earlier epoch that %s lags behind, and is put right', async (_, known) => {
    const epochs = [await device.make(), await device.make()];
    device.trust(...epochs.filter((_, place) => known.includes(place)));
    names(epochs[0]?.encryptionSessionId, epochs[1]?.encryptionSessionId);
    expect(await catchUp(device.keeping)).toBe(false);
    expect([device.keeping.notice, putRight()]).toEqual([null, ['put right 2']]);
    expect(device.asked.includes('list 0')).toBe(!known.includes(0));
  });

  it('that is missing is given three rounds, and then told', async () => {
    device.trust(await device.make());
    names(undefined);
    await catchUp(device.keeping);
    expect(device.keeping.notice).toMatchObject({ kind: 'session-id-swapped', named: null });
    expect([putRight().length, device.asked.filter((one) => one === 'reload').length]).toEqual([3, 2]);
    expect(device.asked.filter((one) => one.startsWith('list'))).toHaveLength(3); // none is looked for in the whole list
  });

  it('is no matter while nothing is trusted and none is named', () => {
    expect([undefined, randomUUID()].map((named) => isNameWrong(device.keeping, named))).toEqual([
      false,
      true,
    ]);
  });

  it('that the user does not mind is left alone', async () => {
    device.trust(await device.make());
    const named = randomUUID();
    device.keeping.toleratedName = named;
    names(named);
    await catchUp(device.keeping);
    expect([device.keeping.notice, putRight()]).toEqual([null, []]);
    expect([isNameWrong(device.keeping), isNameWrong(device.keeping, randomUUID())]).toEqual([false, true]);
    device.keeping.toleratedName = null;
    names(undefined);
    expect([isNameWrong(device.keeping), isNameWrong(device.keeping, named)]).toEqual([false, true]);
  });
});

describe('who was left out', () => {
  const back = (by: string, signedBy = by) => device.make({ by, signedBy, members: ALL });

  beforeEach(async () => {
    device.trust(await device.make({ members: ALL }));
    device.keeping.pin = { ...device.keeping.pin, letIn: ['dave'] };
    await device.make({ by: 'bob', members: ['bob', 'carol'] });
  });

  it('lets nobody in any more, and trusts nothing further', async () => {
    await catchUp(device.keeping);
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'removed' });
    expect([device.keeping.pin.letIn, device.trusted()]).toEqual([[], [1]]);
  });

  it('is asked about the first epoch that has them again, and lets nobody in either', async () => {
    const first = await back('carol');
    for (const by of ['bob', 'carol']) await back(by);
    await catchUp(device.keeping);
    const registered = first.encryptionSessionId;
    expect(device.keeping.notice).toEqual({ cid: CID, kind: 'let-in-again', by: 'carol', registered });
    expect([device.keeping.pin.letIn, device.trusted()]).toEqual([[], [1]]);
  });

  it('is asked about the last time they were let in, when that was more than once', async () => {
    await back('carol');
    await device.make({ by: 'bob', members: ['bob', 'carol'] });
    const first = await back('bob');
    await back('carol');
    await catchUp(device.keeping);
    const registered = first.encryptionSessionId;
    expect(device.keeping.notice).toMatchObject({ kind: 'let-in-again', by: 'bob', registered });
  });

  it('is asked about the first that can be taken: one that its maker has not signed is none', async () => {
    await back('carol');
    const first = await back('bob');
    await back('carol');
    device.keeping.chain.vouch = async (authors) => authors.map(({ id }) => id !== 'carol' || isCurrent());
    let asked = 0;
    const isCurrent = () => asked++ === 0; // the first asked about is the current one
    await catchUp(device.keeping);
    const registered = first.encryptionSessionId;
    expect(device.keeping.notice).toMatchObject({ kind: 'let-in-again', by: 'bob', registered });
  });

  it('is asked about the current epoch when it alone can be taken', async () => {
    for (let times = 0; times < 2; times++) await back('carol');
    const current = await back('bob');
    device.keeping.chain.vouch = async (authors) => authors.map(({ id }) => id !== 'carol');
    await catchUp(device.keeping);
    const registered = current.encryptionSessionId;
    expect(device.keeping.notice).toMatchObject({ kind: 'let-in-again', by: 'bob', registered });
  });

  it('is not back in an epoch of the times before that the registry calls current once more', async () => {
    const { verified } = await device.prepare({});
    device.trust({ ...verified, epoch: 0 }, ...device.keeping.pin.epochs);
    const [first] = device.registered;
    if (first) device.registered.push({ ...first, epoch: 3 });
    await catchUp(device.keeping);
    expect(device.keeping.notice).toMatchObject({ kind: 'removed' });
  });

  it('is not back in an epoch that its maker has not signed', async () => {
    await back('carol', 'mallory');
    await catchUp(device.keeping);
    expect(device.keeping.notice).toMatchObject({ kind: 'removed' });
  });
});

describe('an epoch that nobody announced to this user', () => {
  it('is trusted with their consent, and lifts what was said', async () => {
    device.trust(await device.make());
    await device.make({ by: 'bob', after: null });
    await catchUp(device.keeping);
    const [, current] = device.registered;
    expect(current && (await trustUnannounced(device.keeping, current))).toBe(true);
    expect([device.trusted(), device.keeping.notice]).toEqual([[1, 2], null]);
  });

  it('changes nothing when it does not verify', async () => {
    device.trust(await device.make());
    await device.make({ by: 'bob', after: null, signedBy: 'mallory' });
    await catchUp(device.keeping);
    const [, current] = device.registered;
    expect(current && (await trustUnannounced(device.keeping, current))).toBe(false);
    expect(device.trusted()).toEqual([1]);
    expect(device.keeping.notice).toMatchObject({ kind: 'epoch-not-announced' });
  });
});
