import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RegisterEncryptionSessionRequest } from '../../../shared/contract/encryption-session.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Taken } from '../../../shared/domain/budget.ts';
import { readEncryptionSession } from '../../../shared/domain/read-encryption-session.ts';
import {
  type RegisterEncryptionSessionDeps,
  registerEncryptionSession,
} from '../../../shared/domain/register-encryption-session.ts';
import type { Enrolment, User } from '../../../shared/domain/user.ts';
import {
  createInMemoryRegistry,
  createInMemoryStream,
  type Pause,
} from '../../support/in-memory-channels.ts';

const channel = { channelType: 'messaging', channelId: 'team' };
const cid = 'messaging:team';
const people = ['alice', 'bob', 'carol', 'dave'];
const now = () => new Date('2026-11-22T10:00:00.000Z');

const openWorld = async (pause?: Pause, rekeyBy: RegisterEncryptionSessionDeps['rekeyBy'] = 'anyMember') => {
  const { registry, epochsOf } = createInMemoryRegistry(pause);
  const { channels, stored, writes } = createInMemoryStream(new Set([...people, 'eve']), pause);
  stored.set(cid, { members: new Set(people), data: {} });
  /** How many epochs each may still add; no limit for who is not in it. */
  const left = new Map<string, number>();
  const takeEpoch = async (userId: string): Promise<Taken> => {
    const [had = 1] = [left.get(userId)];
    if (left.has(userId)) left.set(userId, Math.max(0, had - 1));
    return had > 0 ? { taken: true } : { taken: false, retryAfterSeconds: 90 };
  };
  const known = new Map<string, User>();
  const users = { find: async (id: string) => known.get(id) ?? null };
  const deps = { registry, channels, users, encryptedChannelTypes: ['messaging'], rekeyBy, takeEpoch, now };
  const register = (userId: string, encryptionSessionId: string, previous?: string, texts = {}) => {
    const request: RegisterEncryptionSessionRequest = {
      encryptionSessionId,
      ...(previous !== undefined && { previousEncryptionSessionId: previous }),
      ...texts,
    };
    return registerEncryptionSession(deps, userId, channel, request);
  };
  const read = (userId: string, after = 0) => readEncryptionSession(deps, userId, channel, { after });
  return {
    deps,
    known,
    left,
    register,
    read,
    epochs: () => epochsOf(cid),
    writes,
    data: () => stored.get(cid)?.data,
  };
};

const enrolledWith = (account: string): Enrolment => ({
  state: 'enrolled',
  attempt: 1,
  account,
  version: '1',
});

const userWith = (authorKey: string, account: string): User => ({
  id: 'alice',
  sealedTwoManRuleKey: 'sealed',
  createdAt: '2026-11-22T10:00:00.000Z',
  authFactors: {},
  enrolledAt: '2026-11-22T10:00:00.000Z',
  enrolment: enrolledWith(account),
  authorKey: {
    authorKey,
    account,
    sigchainHash: 'h',
    signature: 's',
    sealedPrivateKey: 'sealed',
    registeredAt: '2026-11-22T10:00:00.000Z',
  },
});

const typeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error) => (error instanceof AppError ? error.type : error),
  );

describe('a member with no epochs left', () => {
  it('is told when to come back, adds none, and is answered repeats and what is current all the same', async () => {
    const { register, read, epochs, left } = await openWorld();
    left.set('alice', 1);
    const first = await register('alice', 's1');
    await expect(register('alice', 's2', 's1')).rejects.toMatchObject({
      type: 'RATE_LIMITED',
      retryAfterSeconds: 90,
    });
    expect(epochs()).toEqual([first]);
    expect(await register('alice', 's1')).toEqual(first);
    expect(await read('alice')).toMatchObject({ current: first });
    const second = await register('bob', 's2', 's1');
    expect(await register('alice', 's3', 's1')).toEqual(second);
    left.set('alice', 1);
    expect(await register('alice', 's3', 's2')).toMatchObject({ epoch: 3, createdBy: 'alice' });
  });

  it('does not wait for an epoch that another makes at the same time', async () => {
    const { register, left, deps } = await openWorld();
    await register('alice', 's1');
    left.set('alice', 0);
    const take = deps.takeEpoch;
    deps.takeEpoch = async (userId) => {
      if (userId === 'alice') await register('bob', 's2', 's1');
      return take(userId);
    };
    expect(await register('alice', 's3', 's1')).toMatchObject({
      encryptionSessionId: 's2',
      createdBy: 'bob',
    });
  });
});

describe('registering an encryption session', () => {
  it('counts epochs from 1, keeps the statements and has the channel name the last', async () => {
    const { register, epochs, data } = await openWorld();
    const first = await register('alice', 's1', undefined, { welcome: 'w1' });
    expect(first).toEqual({
      encryptionSessionId: 's1',
      epoch: 1,
      createdBy: 'alice',
      createdAt: '2026-11-22T10:00:00.000Z',
      welcome: 'w1',
    });
    const second = await register('bob', 's2', 's1', { welcome: 'w2', announcement: 'a2' });
    expect(second).toMatchObject({ epoch: 2, createdBy: 'bob', welcome: 'w2', announcement: 'a2' });
    expect(epochs()).toEqual([first, second]);
    expect(data()).toEqual({ session_id: 's2', session_epoch: 2 });
  });

  it('keeps with each epoch the author key that its maker had then, and no private half', async () => {
    const { register, known, epochs } = await openWorld();
    known.set('alice', userWith('key-1', 'account-1'));
    const first = await register('alice', 's1');
    expect(first.author).toEqual({ authorKey: 'key-1', sigchainHash: 'h', signature: 's' });
    known.set('alice', userWith('key-2', 'account-1'));
    expect(await register('alice', 's1')).toEqual(first);
    expect((await register('alice', 's2', 's1')).author?.authorKey).toBe('key-2');
    expect(epochs().map(({ author }) => author?.authorKey)).toEqual(['key-1', 'key-2']);
  });

  it('keeps no author key of an identity that its maker had before', async () => {
    const { register, known } = await openWorld();
    known.set('alice', { ...userWith('key-1', 'account-1'), enrolment: enrolledWith('account-2') });
    expect(await register('alice', 's1')).not.toHaveProperty('author');
  });

  it('gives who comes late the epoch that is current, and adds nothing', async () => {
    const { register, epochs } = await openWorld();
    const first = await register('alice', 's1');
    expect(await register('bob', 's2')).toEqual(first);
    const second = await register('carol', 's3', 's1');
    expect(await register('bob', 's4', 's1')).toEqual(second);
    expect(await register('bob', 's5', 'foreign')).toEqual(second);
    expect(epochs()).toEqual([first, second]);
  });

  it('gives a repeat its own epoch, current or not, and refuses a session that had its time', async () => {
    const { register, epochs, data } = await openWorld();
    const first = await register('alice', 's1');
    expect(await register('alice', 's1')).toEqual(first);
    const second = await register('bob', 's2', 's1');
    const third = await register('carol', 's3', 's2');
    expect(await register('bob', 's2', 's1')).toEqual(second);
    expect(await register('alice', 's1')).toEqual(first);
    expect(await register('alice', 's3')).toEqual(third); // what is current is answered to whoever asks for it
    for (const call of [
      register('alice', 's1', 's3'),
      register('carol', 's1', undefined),
      register('bob', 's2', 's3'),
      register('carol', 's2', 's1'),
    ])
      expect(await typeOf(call)).toBe('INVALID_REQUEST');
    expect(epochs()).toEqual([first, second, third]);
    expect(data()).toEqual({ session_id: 's3', session_epoch: 3 });
  });

  it('does not call a session lost that a repeat registered meanwhile, when another came after it', async () => {
    const { deps, register, epochs } = await openWorld();
    const { append } = deps.registry;
    deps.registry.append = async (...asked) => {
      deps.registry.append = append;
      await register('alice', 's1');
      await register('bob', 's2', 's1');
      return append(...asked);
    };
    expect(await register('alice', 's1')).toMatchObject({ epoch: 1, encryptionSessionId: 's1' });
    expect(epochs()).toHaveLength(2);
  });

  it('takes no announcement without a predecessor, and no predecessor where there is none', async () => {
    const { register, epochs } = await openWorld();
    expect(await typeOf(register('alice', 's1', undefined, { announcement: 'a' }))).toBe('INVALID_REQUEST');
    expect(await typeOf(register('alice', 's1', 's0'))).toBe('INVALID_REQUEST');
    expect(epochs()).toEqual([]);
  });

  it('is for members of encrypted channels', async () => {
    const { deps, register, epochs } = await openWorld();
    expect(await typeOf(register('eve', 's1'))).toBe('NOT_A_MEMBER');
    const elsewhere = { channelType: 'livestream', channelId: 'team' };
    const call = registerEncryptionSession(deps, 'alice', elsewhere, { encryptionSessionId: 's1' });
    expect(await typeOf(call)).toBe('INVALID_REQUEST');
    expect(epochs()).toEqual([]);
  });

  it('leaves later epochs to the owner where the stage says so; a lost race is no offence', async () => {
    const { deps, register } = await openWorld(undefined, 'owner');
    const first = await register('bob', 's1');
    expect(await typeOf(register('carol', 's2', 's1'))).toBe('REKEY_NOT_ALLOWED');
    expect(await register('carol', 's2')).toEqual(first);
    expect(await register('bob', 's2', 's1')).toMatchObject({ epoch: 2 });
    const claim = {
      cid,
      kind: 'group',
      createdBy: 'alice',
      createdAt: '',
      history: 'whole',
      members: [],
    } as const;
    await deps.registry.claim(claim, { id: 'first', userId: 'alice' });
    expect(await typeOf(register('bob', 's3', 's2'))).toBe('REKEY_NOT_ALLOWED');
    expect(await register('alice', 's3', 's2')).toMatchObject({ epoch: 3 });
  });

  it('leaves them to every member once the owner is gone, or nobody could write any more', async () => {
    const { deps, register } = await openWorld(undefined, 'owner');
    await register('bob', 's1');
    await deps.channels.removeMembers(channel, ['bob']);
    expect(await register('carol', 's2', 's1')).toMatchObject({ epoch: 2 });
    await deps.channels.addMembers(channel, [{ userId: 'bob', invitedBy: 'carol' }]);
    expect(await register('carol', 's3', 's2')).toMatchObject({ epoch: 3 }); // an invitation is no way to keep others from writing
    await deps.channels.markInvited(channel, 'bob', null);
    expect(await typeOf(register('carol', 's4', 's3'))).toBe('REKEY_NOT_ALLOWED');
  });
});

describe('the channel data at Stream', () => {
  it.each(['the winner again', 'a loser', 'a reader'])(
    'are made up for by %s after a crash before they were written',
    async (who) => {
      const { deps, register, read, data } = await openWorld();
      const { nameEncryptionSession } = deps.channels;
      deps.channels.nameEncryptionSession = () => Promise.reject(new AppError('STREAM_UNAVAILABLE'));
      expect(await typeOf(register('alice', 's1'))).toBe('STREAM_UNAVAILABLE');
      expect(data()).toEqual({});
      deps.channels.nameEncryptionSession = nameEncryptionSession;
      if (who === 'the winner again') await register('alice', 's1');
      if (who === 'a loser') await register('bob', 's2');
      if (who === 'a reader') await read('bob');
      expect(data()).toEqual({ session_id: 's1', session_epoch: 1 });
    },
  );

  it('are not written again while they are right', async () => {
    const { register, read, writes } = await openWorld();
    await register('alice', 's1');
    await register('alice', 's1');
    await register('bob', 's2');
    await read('carol');
    expect(writes).toHaveLength(1);
  });

  it('are not written by a loser who saw them before the winner wrote', async () => {
    const { deps, register, writes } = await openWorld();
    const { findForMember } = deps.channels;
    deps.channels.findForMember = async (...asked) => {
      deps.channels.findForMember = findForMember;
      const seen = await findForMember(...asked);
      await register('alice', 's1');
      return seen;
    };
    expect(await register('bob', 's2')).toMatchObject({ encryptionSessionId: 's1' });
    expect(writes).toHaveLength(1);
  });

  it('are left alone by a reader whose view is remembered', async () => {
    const { deps, register, read, writes } = await openWorld();
    await register('alice', 's1');
    const { findForMember } = deps.channels;
    deps.channels.findForMember = async (...asked) => {
      const seen = await findForMember(...asked);
      return seen && { ...seen, encryptionSessionId: undefined, isFresh: false };
    };
    await read('bob');
    expect(writes).toHaveLength(1);
  });

  it('name the current session in the end, whichever write comes last', async () => {
    const { deps, register, data } = await openWorld();
    await register('alice', 's1');
    const { nameEncryptionSession } = deps.channels;
    deps.channels.nameEncryptionSession = async (...write) => {
      deps.channels.nameEncryptionSession = nameEncryptionSession;
      await register('bob', 's3', 's2'); // overtakes
      await nameEncryptionSession(...write);
    };
    expect(await register('alice', 's2', 's1')).toMatchObject({ epoch: 2 });
    expect(data()).toEqual({ session_id: 's3', session_epoch: 3 });
  });
});

describe('reading the epochs', () => {
  it('gives the current one, and those after the one asked for', async () => {
    const { register, read } = await openWorld();
    expect(await read('alice')).toEqual({ current: null, epochs: [] });
    const first = await register('alice', 's1');
    const second = await register('bob', 's2', 's1');
    expect(await read('carol')).toEqual({ current: second, epochs: [first, second] });
    expect(await read('carol', 1)).toEqual({ current: second, epochs: [second] });
    expect(await read('carol', 2)).toEqual({ current: second, epochs: [] });
    expect(await typeOf(read('eve'))).toBe('NOT_A_MEMBER');
  });

  it('gives them also while Stream takes no data, unless asked to put those right', async () => {
    const { deps, register, read } = await openWorld();
    deps.channels.nameEncryptionSession = () => Promise.reject(new AppError('STREAM_UNAVAILABLE'));
    await typeOf(register('alice', 's1'));
    expect(await read('bob')).toMatchObject({ current: { encryptionSessionId: 's1' } });
    const putRight = readEncryptionSession(deps, 'bob', channel, { after: 0, anew: true });
    expect(await typeOf(putRight)).toBe('STREAM_UNAVAILABLE');
    deps.channels.nameEncryptionSession = () => Promise.reject(new Error('a fault of ours'));
    await expect(read('bob')).rejects.toThrow('a fault of ours');
  });
});

describe('callers who race', () => {
  /** Each caller registers on what it knows to be current, and gets up to `rounds` epochs of its own in. */
  const run = async (scheduler: fc.Scheduler, callers: number, rounds: number, repeats: boolean[]) => {
    const pause: Pause = () => scheduler.schedule(Promise.resolve());
    const world = await openWorld(pause);
    const answers: { asked: string; previous: string | undefined; got: string; epoch: number }[] = [];
    const caller = async (index: number) => {
      const userId = people[index % people.length] as string;
      let known: string | undefined;
      for (let round = 0; round < rounds; round++) {
        const asked = randomUUID();
        const attempts = repeats[index] ? 2 : 1;
        const made = await Promise.all(
          Array.from({ length: attempts }, () => world.register(userId, asked, known)),
        );
        const again = await world.register(userId, asked, known);
        for (const { encryptionSessionId: got, epoch } of [...made, again])
          answers.push({ asked, previous: known, got, epoch });
        known = again.encryptionSessionId;
      }
    };
    const all = Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
    await scheduler.waitFor(all);
    return { ...world, answers };
  };

  it.each([2, 8, 64])('%i callers: one wins each epoch, and all others get a winner', async (callers) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: callers > 8 ? 1 : 3 }),
        fc.array(fc.boolean(), { minLength: callers, maxLength: callers }),
        async (scheduler, rounds, repeats) => {
          const { epochs, answers, data } = await run(scheduler, callers, rounds, repeats);
          const kept = epochs();
          expect(kept.map(({ epoch }) => epoch)).toEqual(kept.map((_, index) => index + 1));
          expect(new Set(kept.map(({ encryptionSessionId }) => encryptionSessionId)).size).toBe(kept.length);
          for (const { asked, got, epoch, previous } of answers) {
            expect(kept[epoch - 1]?.encryptionSessionId).toBe(got);
            const own = kept.find(({ encryptionSessionId }) => encryptionSessionId === asked);
            if (own) expect(own.epoch).toBe(epoch); // never told of another once it stands
            if (own) expect(kept[own.epoch - 2]?.encryptionSessionId).toBe(previous);
          }
          const last = kept.at(-1);
          expect(data()).toEqual({ session_id: last?.encryptionSessionId, session_epoch: last?.epoch });
        },
      ),
      { numRuns: callers > 8 ? 10 : 100 },
    );
  });

  it('all opening a new channel at once end with one session', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await openWorld(() => scheduler.schedule(Promise.resolve()));
        const asked = Array.from({ length: 8 }, (_, index) => [people[index % 4] as string, `s${index}`]);
        const all = Promise.all(asked.map(([userId = '', session = '']) => world.register(userId, session)));
        const answers = await scheduler.waitFor(all);
        expect(world.epochs()).toHaveLength(1);
        expect(new Set(answers.map(({ encryptionSessionId }) => encryptionSessionId)).size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});
