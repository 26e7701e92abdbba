import { expect, it } from '@jest/globals';
import { startTwoManRule } from '../../../shared/domain/start-two-man-rule.ts';
import type { User } from '../../../shared/domain/user.ts';

const ENROLLED = '2026-11-22T10:00:00.000Z';
const at = (hint: string) => ({ hint, challengedAt: ENROLLED });

/** Asks for a code for somebody; `index` is what the phone number is kept under. */
const ask = async (user: Partial<User>, index: string) => {
  const noted: string[] = [];
  const sentTo: string[] = [];
  const answer = await startTwoManRule(
    {
      users: {
        find: async () => ({
          id: 'alice',
          sealedTwoManRuleKey: 's',
          createdAt: '',
          authFactors: {},
          ...user,
        }),
        noteAuthFactor: async (_id, factor) => void noted.push(factor.index),
      },
      sealdIdPrefix: 'T',
      countries: 'all',
      indexAuthFactor: async () => ({ indexed: { index, hint: '' }, factorKey: 'f' }),
      openTwoManRuleKey: async () => 'key',
      sendChallenge: async (ssksUserId) => {
        sentTo.push(ssksUserId);
        return { outcome: 'sent', ssksSessionId: 'ssks', mustAuthenticate: true };
      },
      ledgers: { read: async () => ({ codes: [], version: undefined }), replace: async () => true },
      days: { count: async () => async () => undefined },
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
  return { answer, noted, sentTo };
};

it('lets somebody who mistyped their number before they enrolled ask for a code to the right one', async () => {
  const { noted } = await ask({ authFactors: { mistyped: at('1') } }, 'right');
  expect(noted).toEqual(['right']);
});

it('knows the places of codes by their own names, and no name that every object has', async () => {
  const enrolled = { authFactors: { mine: at('1') }, enrolledAt: ENROLLED };
  await expect(ask(enrolled, 'toString')).rejects.toMatchObject({ type: 'AUTH_FACTOR_MISMATCH' });
  expect((await ask(enrolled, 'mine')).noted).toEqual([]);
});

it('sends the code for the place of the attempt that is under way', async () => {
  const first = await ask({}, 'mine');
  expect([first.sentTo, first.answer.attempt]).toEqual([['T_alice'], 1]);
  const enrolment = { state: 'making', attempt: 3, version: 'v' } as const;
  const third = await ask({ enrolment }, 'mine');
  expect([third.sentTo, third.answer.attempt]).toEqual([['T_alice.3'], 3]);
});
