import { describe, expect, it, jest } from '@jest/globals';
import { createHandler as addMemberHandler } from '../../../functions/add-member/handler.ts';
import { createHandler as challengeHandler } from '../../../functions/challenge/handler.ts';
import { createHandler as createChannelHandler } from '../../../functions/create-channel/handler.ts';
import { createHandler as encryptionSessionHandler } from '../../../functions/encryption-session/handler.ts';
import { createHandler as enrollHandler } from '../../../functions/enroll/handler.ts';
import { createHandler as registerHandler } from '../../../functions/register-encryption-session/handler.ts';
import { createHandler as removeMemberHandler } from '../../../functions/remove-member/handler.ts';
import { createHandler as sigchainHashHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createHandler as signupHandler } from '../../../functions/signup/handler.ts';
import { createHandler as tokenHandler } from '../../../functions/token/handler.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { StartTwoManRuleDeps } from '../../../shared/domain/start-two-man-rule.ts';
import { call } from '../../support/call.ts';

/** Whatever a log line must never hold, in a form that is easily found. */
const MARKERS = {
  subject: 'MARKER-subject',
  phoneNumber: '+32470123456',
  email: 'marker@example.com',
  code: 'markerxy',
  key: Buffer.alloc(64, 'MARKER-key').toString('base64'),
  token: 'MARKER.token.signature',
  upstream: 'MARKER-upstream-words',
};

const capture = async (act: () => Promise<unknown>): Promise<string> => {
  const lines: unknown[] = [];
  const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
    jest.spyOn(console, level).mockImplementation((...line) => void lines.push(line)),
  );
  await act();
  for (const spy of spies) spy.mockRestore();
  return JSON.stringify(lines, (_, value) =>
    value instanceof Error ? { ...value, stack: value.stack } : value,
  );
};

const failing = (error: unknown) => () => Promise.reject(error);
const challengeDeps: StartTwoManRuleDeps = {
  users: {
    find: async (id) => ({ id, sealedTwoManRuleKey: 'sealed', createdAt: '', authFactors: {} }),
    countChallenge: async () => true,
    discountChallenge: async () => {},
    noteAuthFactor: async () => {},
  },
  sealdIdPrefix: 'T',
  challengeLimit: { count: 1, windowSeconds: 60 },
  indexAuthFactor: async () => ({ index: 'index', hint: 'hint' }),
  openTwoManRuleKey: async () => MARKERS.key,
  sendChallenge: async () => ({ outcome: 'sent', ssksSessionId: MARKERS.token, mustAuthenticate: true }),
  now: () => new Date(),
};
const CHANNEL_MARKERS = {
  words: 'MARKER-words',
  channelId: 'MARKER-channel',
  peer: 'MARKER-peer',
  session: 'fade0fad-0000-4000-8000-00000000fade',
  hash: 'fade0fad'.repeat(8),
};

const CHANNEL_ROUTES = [
  'create-channel',
  'add-member',
  'remove-member',
  'encryption-session',
  'register-encryption-session',
  'sigchain-hash',
  'enroll',
];

/** Every endpoint of channels with a request that holds every marker it can; `broken` stands in for all methods of a part. */
const channelCalls = (broken: { registry?: () => unknown; channels?: () => unknown }) => {
  const { channelId, peer, session, hash } = CHANNEL_MARKERS;
  const part = (working: unknown, failure?: () => unknown) =>
    new Proxy({}, { get: () => failure ?? (async () => working) });
  const epoch = {
    encryptionSessionId: session,
    epoch: 1,
    createdBy: peer,
    createdAt: new Date().toISOString(),
  };
  const seen = { encryptionSessionId: session, epoch: 1, isFresh: true };
  const deps = {
    registry: {
      ...Object.fromEntries(
        ['claim', 'findRecord', 'findCurrent', 'findEpoch', 'findBySession', 'append'].map((name) => [
          name,
          broken.registry ?? (async () => (name === 'claim' ? { record: epoch } : epoch)),
        ]),
      ),
      listEpochs: broken.registry ?? (async () => [epoch]),
    },
    channels: part(seen, broken.channels),
    users: part({ sigchain: { hash, registeredAt: epoch.createdAt } }, broken.registry),
    encryptedChannelTypes: ['messaging'],
    memberChangesBy: 'anyMember',
    rekeyBy: 'anyMember',
    now: () => new Date(),
  } as never;
  const path = { channelType: 'messaging', channelId };
  const sealed = JSON.stringify({ sessionId: session, data: 'TUFS'.repeat(32) });
  return [
    [createChannelHandler(deps), { body: { ...path, members: [peer] } }],
    [addMemberHandler(deps), { path: { ...path, userId: peer } }],
    [removeMemberHandler(deps), { path: { ...path, userId: peer } }],
    [encryptionSessionHandler(deps), { path }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session } }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session, welcome: sealed } }],
    [registerHandler(deps), { path, body: { encryptionSessionId: session, welcome: CHANNEL_MARKERS.words } }],
    [sigchainHashHandler(deps), { path: { userId: peer } }],
    [sigchainHashHandler(deps), { path: { userId: `${peer} ${CHANNEL_MARKERS.words}` } }],
    [enrollHandler(deps), { body: { sigchainHash: hash } }],
    [enrollHandler(deps), { body: { sigchainHash: CHANNEL_MARKERS.words } }],
  ] as [unknown, object][];
};

const upstream = new Error(
  `rejected ${[...Object.values(MARKERS), ...Object.values(CHANNEL_MARKERS)].join(' ')}`,
);
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
    [
      'something that is no error',
      { ...challengeDeps, indexAuthFactor: failing(MARKERS.upstream) },
      { phoneNumber },
    ],
  ])('say nothing a person typed or a machine keeps secret: %s', async (_, deps, body) => {
    const logged = await capture(() =>
      call(challengeHandler(deps as StartTwoManRuleDeps), { subject, body, headers }),
    );
    expect(logged).toContain('"route":"challenge"');
    for (const marker of Object.values(MARKERS)) expect(logged).not.toContain(marker);
  });

  it('say nothing about answers that hold keys and tokens', async () => {
    const user = { id: subject, sealedTwoManRuleKey: 'sealed', createdAt: '', authFactors: {} };
    const signup = signupHandler({
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
      issueStreamToken: async () => ({
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.MARKER',
        expiresAt: '2026-01-01T00:00:00.000Z',
      }),
    });
    const logged = await capture(async () => {
      await call(signup, { subject, headers });
      await call(token, { subject, headers });
    });
    expect(logged).toContain('"statusCode":201');
    expect(logged).not.toMatch(/MARKER|TUFSS0VS/);
  });

  const { words } = CHANNEL_MARKERS;
  it.each([
    ['working', {}],
    ['the table failing', { registry: failing(upstream) }],
    ['Stream failing', { channels: failing(new AppError('STREAM_UNAVAILABLE', { cause: upstream })) }],
    ['nobody being a member', { channels: async () => null }],
  ])('say nothing of channels, people and their texts: %s', async (_, broken) => {
    const logged = await capture(async () => {
      for (const [handler, request] of channelCalls(broken)) {
        const unknown = { ...request, query: { [words]: words } };
        for (const one of [request, unknown]) await call(handler, { subject, headers, ...one });
      }
    });
    for (const route of CHANNEL_ROUTES) expect(logged).toContain(`"route":"${route}"`);
    for (const marker of [...Object.values(MARKERS), ...Object.values(CHANNEL_MARKERS)])
      expect(logged).not.toContain(marker);
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
