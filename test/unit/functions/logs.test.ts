import { describe, expect, it } from '@jest/globals';
import { createHandler as challengeHandler } from '../../../functions/challenge/handler.ts';
import { createHandler as signupHandler } from '../../../functions/signup/handler.ts';
import { createHandler as tokenHandler } from '../../../functions/token/handler.ts';
import type { StartTwoManRuleDeps } from '../../../shared/domain/start-two-man-rule.ts';
import type { Guarded } from '../../../shared/http/endpoint.ts';
import { call } from '../../support/call.ts';
import { capture, MARKERS } from '../../support/captured-log.ts';
import { openGuard } from '../../support/guard.ts';

const failing = (error: unknown) => () => Promise.reject(error);
const challengeDeps: Guarded<Omit<StartTwoManRuleDeps, 'onUsedUp'>> = {
  guard: openGuard,
  users: {
    find: async (id) => ({ id, sealedTwoManRuleKey: 'sealed', createdAt: '', authFactors: {} }),
    noteAuthFactor: async () => {},
  },
  sealdIdPrefix: 'T',
  countries: 'all',
  ledgers: { read: async () => ({ codes: [], version: undefined }), replace: async () => true },
  days: { count: async () => async () => {} },
  limits: {
    perUser: 1,
    perFactor: 1,
    factorsPerUser: 1,
    coolDowns: [0],
    perCallingCode: 1,
    perStage: 1,
  },
  newCodeId: () => 'id',
  indexAuthFactor: async () => ({ indexed: { index: 'index', hint: 'hint' }, factorKey: 'key' }),
  openTwoManRuleKey: async () => MARKERS.key,
  sendChallenge: async () => ({ outcome: 'sent', ssksSessionId: MARKERS.token, mustAuthenticate: true }),
  now: () => new Date(),
};
const upstream = new Error(`rejected ${Object.values(MARKERS).join(' ')}`);
const { subject, phoneNumber, email, code } = MARKERS;
const headers = { authorization: `Bearer ${MARKERS.token}` };

describe('log lines', () => {
  it.each([
    ['a challenge that works', challengeDeps, { phoneNumber }],
    ['an e-mail challenge that works', challengeDeps, { email }],
    ['a code sent by mistake', challengeDeps, { phoneNumber, code }],
    ['a number that is none', challengeDeps, { phoneNumber: `${phoneNumber}x` }],
    [
      'SSKS failing',
      {
        ...challengeDeps,
        sendChallenge: async () => ({ outcome: 'failed', errorType: 'SSKS_UNAVAILABLE', cause: upstream }),
      },
      { phoneNumber },
    ],
    [
      'the table failing',
      { ...challengeDeps, users: { ...challengeDeps.users, find: failing(upstream) } },
      { phoneNumber },
    ],
    ['codes used up', { ...challengeDeps, days: { count: async () => null } }, { phoneNumber }],
    [
      'something that is no error',
      { ...challengeDeps, indexAuthFactor: failing(MARKERS.upstream) },
      { phoneNumber },
    ],
  ])('say nothing a person typed or a machine keeps secret: %s', async (_, deps, body) => {
    const logged = await capture(() =>
      call(challengeHandler(deps as Guarded<StartTwoManRuleDeps>), { subject, body, headers }),
    );
    expect(logged).toContain('"route":"challenge"');
    expect(logged).toContain('RequestLatency');
    for (const marker of Object.values(MARKERS)) expect(logged).not.toContain(marker);
  });

  it('say nothing about answers that hold keys and tokens', async () => {
    const user = { id: subject, sealedTwoManRuleKey: 'sealed', createdAt: '', authFactors: {} };
    const signup = signupHandler({
      guard: openGuard,
      users: { claim: async () => ({ user, created: true }) },
      sealdIdPrefix: 'T',
      activationKeyType: 'signupJwt',
      issueActivationKey: async () => MARKERS.token,
      newTwoManRuleKey: () => MARKERS.key,
      sealTwoManRuleKey: async () => 'sealed',
      openTwoManRuleKey: async () => MARKERS.key,
      now: () => new Date(),
    });
    const token = tokenHandler({
      guard: openGuard,
      issueStreamToken: async () => ({
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.MARKER',
        expiresAt: '2026-01-01T00:00:00.000Z',
        userId: subject,
      }),
    });
    const logged = await capture(async () => {
      await call(signup, { subject, headers });
      await call(token, { subject, headers });
    });
    expect(logged).toContain('"statusCode":201');
    expect(logged).not.toMatch(/MARKER|TUFSS0VS/);
  });

  it('take no line of a message for a place, whatever it looks like', async () => {
    const deps = {
      ...challengeDeps,
      indexAuthFactor: failing(new Error('rejected\n    at MARKER-upstream-words (x.js:1:1)')),
    };
    const logged = await capture(() => call(challengeHandler(deps), { subject, body: { phoneNumber } }));
    expect(logged).toContain('"errorName":"Error"');
    expect(logged).not.toContain('MARKER');
  });

  it('name the class and the place of an unexpected failure', async () => {
    const deps = { ...challengeDeps, indexAuthFactor: failing(new RangeError(MARKERS.upstream)) };
    const logged = await capture(() => call(challengeHandler(deps), { subject, body: { phoneNumber } }));
    expect(logged).toContain('"errorName":"RangeError"');
    expect(logged).toContain('logs.test.ts');
  });
});
