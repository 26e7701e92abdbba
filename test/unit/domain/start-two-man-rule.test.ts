import { expect, it } from '@jest/globals';
import type { LedgerOwner } from '../../../shared/domain/code-limits.ts';
import { type SentChallenge, startTwoManRule } from '../../../shared/domain/start-two-man-rule.ts';
import type { User } from '../../../shared/domain/user.ts';

const ENROLLED = '2026-11-22T10:00:00.000Z';
const at = (hint: string) => ({ hint, challengedAt: ENROLLED });

const SENT: SentChallenge = { outcome: 'sent', ssksSessionId: 'ssks', mustAuthenticate: true };

/** Asks for a code for somebody, or for nobody that is known; `index` is what the phone number is kept under. */
const ask = async (user: Partial<User> | null, index: string, challenge: SentChallenge = SENT) => {
  const noted: string[] = [];
  const sentTo: string[] = [];
  const counted: LedgerOwner[] = [];
  const takenBack: string[] = [];
  const asked = startTwoManRule(
    {
      users: {
        find: async () =>
          user && { id: 'alice', sealedTwoManRuleKey: 's', createdAt: '', authFactors: {}, ...user },
        noteAuthFactor: async (_id, factor) => void noted.push(factor.index),
      },
      sealdIdPrefix: 'T',
      countries: 'all',
      indexAuthFactor: async () => ({ indexed: { index, hint: '' }, factorKey: 'f' }),
      openTwoManRuleKey: async () => 'key',
      sendChallenge: async (ssksUserId) => {
        sentTo.push(ssksUserId);
        return challenge;
      },
      ledgers: {
        read: async () => ({ codes: [], version: undefined }),
        replace: async (owner) => counted.push(owner) > 0,
      },
      days: {
        count:
          async ({ of }) =>
          async () =>
            void takenBack.push(of),
      },
      limits: {
        coolDowns: [0],
        perUser: 9,
        perFactor: 9,
        factorsPerUser: 9,
        perCallingCode: 9,
        perStage: 9,
      },
      newCodeId: () => 'id',
      now: () => new Date(ENROLLED),
      onUsedUp: () => undefined,
    },
    'alice',
    { phoneNumber: '+32470123456' },
  );
  const [{ value: answer, reason: error }] = (await Promise.allSettled([asked])) as [
    { value?: Awaited<typeof asked>; reason?: unknown },
  ];
  return { answer, error, noted, sentTo, counted, takenBack };
};

it('lets somebody who mistyped their number before they enrolled ask for a code to the right one', async () => {
  const { noted } = await ask({ authFactors: { mistyped: at('1') } }, 'right');
  expect(noted).toEqual(['right']);
});

it('knows the places of codes by their own names, and no name that every object has', async () => {
  const enrolled = { authFactors: { mine: at('1') }, enrolledAt: ENROLLED };
  expect((await ask(enrolled, 'toString')).error).toMatchObject({ type: 'AUTH_FACTOR_MISMATCH' });
  expect((await ask(enrolled, 'mine')).noted).toEqual([]);
});

it('sends the code for the place of the attempt that is under way', async () => {
  const first = await ask({}, 'mine');
  expect([first.sentTo, first.answer?.attempt]).toEqual([['T_alice'], 1]);
  const enrolment = { state: 'making', attempt: 3, version: 'v' } as const;
  const third = await ask({ enrolment }, 'mine');
  expect([third.sentTo, third.answer?.attempt]).toEqual([['T_alice.3'], 3]);
});

it('binds somebody who enrolled without a code by the first one they ask for', async () => {
  expect((await ask({ enrolledAt: ENROLLED }, 'first')).noted).toEqual(['first']);
});

it('counts a code for whoever asks and for where it goes, and for nobody that is not known', async () => {
  expect((await ask({}, 'mine')).counted).toEqual([{ userId: 'alice' }, { factorKey: 'f' }]);
  const unknown = await ask(null, 'mine');
  expect(unknown).toMatchObject({ error: { type: 'USER_NOT_FOUND' }, counted: [], sentTo: [] });
});

it.each([
  ['failed-unsent', ['+32', 'stage']],
  ['failed', []],
] as const)(
  'notes nothing of a code that %s, and counts it unless it certainly did not go out',
  async (outcome, days) => {
    const cause = new Error('reset');
    const { error, noted, takenBack } = await ask({}, 'mine', {
      outcome,
      errorType: 'SSKS_UNAVAILABLE',
      cause,
    });
    expect(error).toMatchObject({ type: 'SSKS_UNAVAILABLE', cause });
    expect([noted, takenBack.sort()]).toEqual([[], days]);
  },
);
