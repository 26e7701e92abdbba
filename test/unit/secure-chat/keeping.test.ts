import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EpochEvent } from '../../../client-example/secure-chat/src/epochs/encryption.ts';
import {
  adopt,
  createKeeping,
  demandNoNotice,
  type Keeping,
  type KeepingDeps,
  lift,
  liftEpochNotices,
  raise,
  trustedOf,
  trustedSession,
  updatePin,
} from '../../../client-example/secure-chat/src/epochs/keeping.ts';
import { type ChannelPin, NO_PIN } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import type { VerifiedEpoch } from '../../../client-example/secure-chat/src/epochs/trusted-epoch.ts';
import { SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import { anyKeys, hashOfText } from '../../support/authors.ts';

const cid = 'encrypted:one';
const PAIR = `encrypted:pair-${'a'.repeat(43)}`;
const NOW = 1_000;

let events: EpochEvent[];
let saved: { cid: string; pin: ChannelPin }[];
let opened: string[];
let keeping: Keeping;

const keepingIn = (ofCid: string) =>
  createKeeping(
    {
      userId: 'alice',
      stream: { cid: ofCid },
      seald: {
        retrieve: async (sessionId: string) => {
          opened.push(sessionId);
          return { sessionId };
        },
      },
      contacts: { vouch: async () => true },
      verify: async () => true,
      sha256: async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
      pins: { save: async (of: string, pin: ChannelPin) => void saved.push({ cid: of, pin }) },
      findPairWith: async (ids: readonly string[]) => (ids.includes('bob') ? 'bob' : null),
      now: () => new Date(NOW),
    } as unknown as KeepingDeps,
    (event) => events.push(event),
  );

beforeEach(() => {
  [events, saved, opened] = [[], [], []];
  keeping = keepingIn(cid);
});

const epochOf = (epoch: number, members: readonly string[]): VerifiedEpoch => ({
  epoch,
  encryptionSessionId: `session-${epoch}`,
  startedBy: 'alice',
  startedAt: new Date(0).toISOString(),
  members,
  history: 'fromNowOn',
  ...anyKeys(members),
});

describe('what a device goes by at first', () => {
  it('is nothing: no epoch, no notice, and the registry not asked', () => {
    expect(keeping).toMatchObject({
      cid,
      pairWith: null,
      pin: NO_PIN,
      notice: null,
      toleratedName: undefined,
      restUntil: { due: 0, look: 0 },
      lookedAt: 0,
      recoveries: 0,
    });
    expect(trustedOf(keeping)).toBeUndefined();
    expect(trustedSession(keeping)).toBeNull();
  });

  it('hashes as statements name one another, and verifies for its own user in its own channel', async () => {
    expect(await keeping.chain.hash('{"a":"é"}')).toBe(await hashOfText('{"a":"é"}'));
    expect(keeping.chain).toMatchObject({ cid, userId: 'alice' });
    expect(keeping.chain.open).toBe(keeping.sessions.open);
  });
});

describe('who lets nobody in', () => {
  it('is whom this device has removed, or its user will not have', () => {
    keeping.removed.add('bob');
    keeping.pin = { ...NO_PIN, shutOut: ['carol'] };
    expect(['alice', 'bob', 'carol'].map(keeping.chain.isOut)).toEqual([false, true, true]);
  });
});

describe('who may read', () => {
  it('is anybody in a group', async () => {
    expect(await keeping.chain.mayRead(['alice', 'bob', 'carol'])).toBe(true);
    expect(await keeping.chain.mayRead(['mallory'])).toBe(true);
  });

  it('is the two of a pair, or one of them', async () => {
    const { mayRead } = keepingIn(PAIR).chain;
    for (const ids of [['alice', 'bob'], ['bob', 'alice'], ['bob'], ['alice'], []])
      expect([ids, await mayRead(ids)]).toEqual([ids, true]);
    for (const ids of [['alice', 'mallory'], ['mallory'], ['alice', 'bob', 'mallory'], ['mallory', 'bob']])
      expect([ids, await mayRead(ids)]).toEqual([ids, false]);
  });
});

describe('what a device comes to trust', () => {
  it('is stored before it counts, with what was counted meanwhile', async () => {
    keeping.pins.save = async (_, pin) => {
      expect([pin.letIn, keeping.pin.letIn]).toEqual([['bob'], []]);
      keeping.pin = { ...keeping.pin, messages: 3 };
    };
    await updatePin(keeping, { letIn: ['bob'] });
    expect(keeping.pin).toEqual({ ...NO_PIN, letIn: ['bob'], messages: 3 });
  });

  it('is nothing when it cannot be stored', async () => {
    keeping.pins.save = () => Promise.reject(new Error('full'));
    await expect(adopt(keeping, [epochOf(1, ['alice'])])).rejects.toThrow('full');
    expect([keeping.pin, events]).toEqual([NO_PIN, []]);
  });

  it('is its channel’s epochs in their order, each once, told with who came and who left', async () => {
    const [one, two, three] = [
      epochOf(1, ['alice', 'bob']),
      epochOf(2, ['alice', 'carol']),
      epochOf(3, ['alice', 'carol', 'dave']),
    ];
    await adopt(keeping, [one]);
    await adopt(keeping, [one, two, three]);
    expect(keeping.pin.epochs).toEqual([one, two, three]);
    expect(saved.map(({ cid }) => cid)).toEqual([cid, cid]);
    expect(events).toEqual([
      { type: 'epoch', epoch: one, joined: ['alice', 'bob'], left: [] },
      { type: 'epoch', epoch: three, joined: ['carol', 'dave'], left: ['bob'] },
    ]);
  });

  it('is kept besides what is found later', async () => {
    const [one, two, three] = [epochOf(1, ['alice']), epochOf(2, ['alice']), epochOf(3, ['alice'])];
    for (const found of [[one], [two], [two, three]]) await adopt(keeping, found);
    expect(keeping.pin.epochs).toEqual([one, two, three]);
  });

  it('begins its count and its age anew', async () => {
    keeping.pin = { ...NO_PIN, messages: 7 };
    await adopt(keeping, [epochOf(1, ['alice'])]);
    expect(keeping.pin).toMatchObject({ messages: 0, trustedAt: NOW });
  });

  it('changes nothing when nothing was found', async () => {
    await adopt(keeping, []);
    expect([saved, events]).toEqual([[], []]);
  });

  it('carries decisions out: who is out of it is shut out no longer, and not waited for', async () => {
    keeping.pin = { ...NO_PIN, shutOut: ['bob', 'carol'] };
    for (const id of ['bob', 'carol']) keeping.removed.add(id);
    await adopt(keeping, [epochOf(1, ['alice', 'bob'])]);
    expect(keeping.pin.shutOut).toEqual(['bob']);
    expect([...keeping.removed]).toEqual(['bob']);
  });

  it('lets nobody in any more whom a later epoch has left out', async () => {
    keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice', 'bob'])], letIn: ['bob', 'carol'] };
    await adopt(keeping, [epochOf(2, ['alice'])]);
    expect(keeping.pin.letIn).toEqual(['carol']);
  });

  it('keeps who is being let in at first sight, where nothing was before', async () => {
    keeping.pin = { ...NO_PIN, letIn: ['bob'] };
    await adopt(keeping, [epochOf(2, ['alice'])]);
    expect(keeping.pin.letIn).toEqual(['bob']);
  });

  it('is written in the session of its last epoch', async () => {
    keeping.pin = { ...NO_PIN, epochs: [epochOf(1, ['alice']), epochOf(2, ['alice'])] };
    expect(await trustedSession(keeping)).toEqual({ sessionId: 'session-2' });
    expect(opened).toEqual(['session-2']);
  });
});

describe('a notice', () => {
  const notice = { cid, kind: 'contact-mismatch', userId: 'bob' } as const;

  it('stands and is told once, however often it is raised', () => {
    raise(keeping, { kind: 'contact-mismatch', userId: 'bob' });
    raise(keeping, { kind: 'contact-mismatch', userId: 'bob' });
    expect(keeping.notice).toEqual(notice);
    expect(events).toEqual([{ type: 'security-notice', notice }]);
    raise(keeping, { kind: 'contact-mismatch', userId: 'carol' });
    expect(events).toHaveLength(2);
  });

  it('stops the sending, and nothing else does', () => {
    expect(() => demandNoNotice(keeping)).not.toThrow();
    raise(keeping, { kind: 'contact-mismatch', userId: 'bob' });
    expect(() => demandNoNotice(keeping)).toThrow(new SecurityNoticeError(notice));
  });

  it('is taken away by its kind alone, and that is told', () => {
    lift(keeping, 'contact-mismatch');
    raise(keeping, { kind: 'contact-mismatch', userId: 'bob' });
    lift(keeping, 'removed', 'contact-replaced');
    liftEpochNotices(keeping);
    expect([keeping.notice, events.length]).toEqual([notice, 1]);
    lift(keeping, 'removed', 'contact-mismatch');
    expect(keeping.notice).toBeNull();
    expect(events.at(-1)).toEqual({ type: 'security-notice', notice: null });
    expect(events).toHaveLength(2);
  });

  it.each([
    { kind: 'epoch-not-announced', by: 'bob', trusted: 'a', registered: 'b' },
    { kind: 'epoch-rolled-back', trusted: 'a', registered: null },
    { kind: 'no-access', registered: 'b' },
    { kind: 'removed' },
    { kind: 'let-in-again', by: 'bob', registered: 'b' },
  ] as const)('of an epoch is taken away with the next that is trusted: $kind', (raised) => {
    raise(keeping, raised);
    liftEpochNotices(keeping);
    expect(keeping.notice).toBeNull();
  });

  it('of a name in the data is not', () => {
    raise(keeping, { kind: 'session-id-swapped', trusted: 'a', named: null });
    liftEpochNotices(keeping);
    expect(keeping.notice).toMatchObject({ kind: 'session-id-swapped' });
  });
});
