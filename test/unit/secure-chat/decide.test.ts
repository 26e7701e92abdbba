import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { catchUp } from '../../../client-example/secure-chat/src/epochs/catch-up.ts';
import { decide } from '../../../client-example/secure-chat/src/epochs/decide.ts';
import { raise } from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { ALL, type OneDevice, oneDevice, PAIR } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

const idOf = ({ encryptionSessionId }: VerifiedEpoch) => encryptionSessionId;
const registrations = () => device.asked.filter((one) => one === 'register').length;

it('nothing is done where no notice stands', async () => {
  device.trust(await device.make());
  for (const decision of ['accept', 'keep', 'start-over'] as const) await decide(device.keeping, decision);
  expect([device.asked, device.events]).toEqual([[], []]);
});

describe('of a name in the channel’s data', () => {
  it.each(['accept', 'keep'] as const)(
    'it is not minded from now on, and nobody is asked: %s',
    async (decision) => {
      device.trust(await device.make());
      const named = randomUUID();
      raise(device.keeping, { kind: 'session-id-swapped', trusted: 'a', named });
      await decide(device.keeping, decision);
      expect([device.keeping.notice, device.keeping.toleratedName, device.asked]).toEqual([null, named, []]);
    },
  );
});

describe('starting over', () => {
  it.each(['no-access', 'removed'] as const)(
    'makes an epoch for all whom Stream lists by then, after the current one, announced to nobody: %s',
    async (kind) => {
      const current = await device.make({ by: 'bob', members: ['bob'] });
      raise(device.keeping, kind === 'removed' ? { kind } : { kind, registered: idOf(current) });
      device.state.reload = () => void device.state.members.add('carol');
      await decide(device.keeping, 'start-over');
      expect([device.last()?.members, device.last()?.startedBy, device.keeping.notice]).toEqual([
        ALL,
        'alice',
        null,
      ]);
      const [request] = device.requests;
      expect(request).toMatchObject({ previousEncryptionSessionId: idOf(current) });
      expect(request).not.toHaveProperty('announcement');
    },
  );

  it('makes the first epoch where there is none', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    await decide(device.keeping, 'start-over');
    expect(device.trusted()).toEqual([1]);
  });

  it.each([
    { kind: 'epoch-not-announced', by: 'bob', trusted: 'a', registered: 'b' },
    { kind: 'epoch-rolled-back', trusted: 'a', registered: 'b' },
    { kind: 'let-in-again', by: 'bob', registered: 'b' },
  ] as const)('is not what is decided of anything else: $kind', async (notice) => {
    device.trust(await device.make());
    raise(device.keeping, notice);
    await decide(device.keeping, 'start-over');
    expect([device.asked, device.keeping.notice?.kind]).toEqual([[], notice.kind]);
  });
});

describe('who was left out', () => {
  let first: VerifiedEpoch;
  beforeEach(async () => {
    first = await device.make({ members: ALL });
    device.trust(first);
    await device.make({ by: 'bob', members: ['bob', 'carol'] });
  });

  it.each(['accept', 'keep'] as const)('has nothing to decide while they are: %s', async (decision) => {
    await catchUp(device.keeping);
    device.asked.length = 0;
    await decide(device.keeping, decision);
    expect([device.asked, device.keeping.notice?.kind]).toEqual([[], 'removed']);
  });

  it('comes back by the epoch that they were asked about, and follows from there', async () => {
    const back = await device.make({ by: 'carol', members: ALL });
    await device.make({ by: 'bob', members: ALL });
    await catchUp(device.keeping);
    await decide(device.keeping, 'keep');
    expect([device.keeping.notice?.kind, device.trusted()]).toEqual(['let-in-again', [1]]);
    await decide(device.keeping, 'accept');
    expect([device.keeping.notice, device.trusted()]).toEqual([null, [1, 3, 4]]);
    expect(device.keeping.pin.epochs[1]?.encryptionSessionId).toBe(idOf(back));
  });

  it('does not come back by another that was registered meanwhile', async () => {
    await device.make({ by: 'carol', members: ALL });
    await catchUp(device.keeping);
    await device.make({ by: 'bob', members: ALL, after: null });
    await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.trusted(), device.keeping.notice?.kind]).toEqual([[1, 3], 'epoch-not-announced']);
  });

  it('does not come back by one that is not there any more', async () => {
    await device.make({ by: 'carol', members: ALL });
    await catchUp(device.keeping);
    device.registered.pop();
    await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.trusted(), device.keeping.notice?.kind]).toEqual([[1], 'removed']);
  });
});

describe('taking what the registry calls current', () => {
  it('trusts an epoch that was not announced here, and asks nothing more', async () => {
    device.trust(await device.make());
    await device.make({ by: 'bob', after: null });
    await catchUp(device.keeping);
    await decide(device.keeping, 'accept');
    expect([device.trusted(), device.keeping.notice, registrations()]).toEqual([[1, 2], null, 0]);
  });

  it('leaves the notice where it does not verify: nobody’s word is enough', async () => {
    device.trust(await device.make());
    await device.make({ by: 'bob', after: null, signedBy: 'mallory' });
    await catchUp(device.keeping);
    await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.trusted(), device.keeping.notice?.kind]).toEqual([[1], 'epoch-not-announced']);
  });

  it('says that it is for others where this user cannot read it', async () => {
    device.trust(await device.make());
    const others = await device.make({ by: 'bob', after: null });
    device.state.closed.add(idOf(others));
    await catchUp(device.keeping);
    await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.keeping.notice).toMatchObject({ kind: 'no-access', registered: idOf(others) });
  });

  it('is at first sight where nothing is trusted', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    await device.make({ by: 'bob' });
    await decide(device.keeping, 'accept');
    expect([device.trusted(), device.keeping.notice]).toEqual([[1], null]);
  });

  it('says so once more where that is not for this user', async () => {
    raise(device.keeping, { kind: 'no-access', registered: null });
    const others = await device.make({ by: 'bob', members: ['bob'] });
    await expect(decide(device.keeping, 'accept')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect(device.keeping.notice).toMatchObject({ kind: 'no-access', registered: idOf(others) });
  });

  it('goes on from an epoch of before in a new one, announced to who trusts that', async () => {
    const epochs = [await device.make(), await device.make({ members: ALL }), await device.make()];
    device.trust(...epochs);
    device.registered.pop();
    const first = epochs[1] as VerifiedEpoch;
    device.state.members.add('carol');
    await catchUp(device.keeping);
    await decide(device.keeping, 'accept');
    expect([device.last()?.members, device.keeping.notice]).toEqual([ALL, null]);
    expect(device.last()?.previous).toMatchObject({ encryptionSessionId: idOf(first), hash: first.hash });
    const [request] = device.requests;
    expect(request).toMatchObject({ previousEncryptionSessionId: idOf(first) });
    expect(JSON.parse(request?.announcement ?? '')).toMatchObject({ sessionId: idOf(first) });
  });

  it('begins anew where the registry has lost everything', async () => {
    device.trust(await device.make());
    device.registered.length = 0;
    await catchUp(device.keeping);
    await decide(device.keeping, 'accept');
    expect([device.trusted(), device.last()?.members, device.keeping.notice]).toEqual([
      [1, 1],
      ['alice', 'bob'],
      null,
    ]);
  });
});

describe('keeping to what is trusted', () => {
  it('makes an epoch after the current one, announced to who trusts the same', async () => {
    const first = await device.make();
    device.trust(first);
    const foreign = await device.make({ by: 'bob', after: null });
    await catchUp(device.keeping);
    await decide(device.keeping, 'keep');
    expect([device.trusted(), device.keeping.notice]).toEqual([[1, 3], null]);
    const [request] = device.requests;
    expect(request).toMatchObject({ previousEncryptionSessionId: idOf(foreign) });
    expect(JSON.parse(request?.announcement ?? '')).toMatchObject({ sessionId: idOf(first) });
    expect(device.last()).toMatchObject({ members: ['alice', 'bob'], previous: { hash: first.hash } });
  });

  it('registers the trusted session again where the registry has lost everything', async () => {
    const first = await device.make();
    device.trust(first);
    device.registered.length = 0;
    await catchUp(device.keeping);
    await decide(device.keeping, 'keep');
    expect(device.requests).toEqual([{ encryptionSessionId: idOf(first) }]);
    expect([device.trusted(), device.keeping.notice]).toEqual([[1], null]);
  });

  it.each(['accept', 'keep'] as const)(
    'finds the trusted one current after all, and makes none: %s',
    async (decision) => {
      device.trust(await device.make());
      raise(device.keeping, { kind: 'epoch-rolled-back', trusted: 'a', registered: null });
      await decide(device.keeping, decision);
      expect([device.keeping.notice, registrations()]).toEqual([null, 0]);
    },
  );

  it('keeps nothing where nothing is trusted', async () => {
    await device.make({ by: 'bob' });
    raise(device.keeping, { kind: 'no-access', registered: null });
    await expect(decide(device.keeping, 'keep')).rejects.toBeInstanceOf(SecurityNoticeError);
    expect([device.asked, device.trusted()]).toEqual([[], []]);
  });
});

it('a pair begins anew with the two alone, whomever Stream lists', async () => {
  device = await oneDevice('alice', PAIR);
  device.keeping.pairWith = 'bob';
  device.state.members.add('mallory');
  raise(device.keeping, { kind: 'no-access', registered: null });
  await decide(device.keeping, 'start-over');
  expect(device.last()?.members).toEqual(['alice', 'bob']);
});
