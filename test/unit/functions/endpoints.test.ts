import { randomBytes, randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler as challengeHandler } from '../../../functions/challenge/handler.ts';
import { createHandler as claimIdentityHandler } from '../../../functions/claim-identity/handler.ts';
import { createHandler as enrollHandler } from '../../../functions/enroll/handler.ts';
import { createHandler as meHandler } from '../../../functions/me/handler.ts';
import { createHandler as signupHandler } from '../../../functions/signup/handler.ts';
import { createHandler as tokenHandler } from '../../../functions/token/handler.ts';
import {
  createActivationKeyIssuer,
  createConnectorKeyIssuer,
} from '../../../shared/adapters/activation-key.ts';
import { createAuthFactorIndex } from '../../../shared/adapters/auth-factor-index.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { createSendChallenge } from '../../../shared/adapters/ssks.ts';
import { createStreamTokenIssuer } from '../../../shared/adapters/stream-token.ts';
import { createOpen, createSeal } from '../../../shared/adapters/two-man-rule-seal.ts';
import { userKey } from '../../../shared/adapters/user-items.ts';
import type { Route } from '../../../shared/contract/route.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Guard } from '../../../shared/domain/guard.ts';
import { newTwoManRuleKey } from '../../../shared/domain/two-man-rule-key.ts';
import { endpoint } from '../../../shared/http/endpoint.ts';
import { call, type Reply } from '../../support/call.ts';
import { codeLimits } from '../../support/code-limits.ts';
import { counted } from '../../support/counted.ts';
import { ACCOUNT, SAVING } from '../../support/enrolled.ts';
import { json, startFakeSsks } from '../../support/fake-ssks.ts';
import { openGuard } from '../../support/guard.ts';
import { held, sealdSecret, sealingSecret, streamSecret } from '../../support/secrets.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const LIMIT = 3;
const clock = { now: new Date('2026-11-22T10:00:00.000Z') };
const now = () => clock.now;
const phoneNumber = '+32470123456';

let table: Awaited<ReturnType<typeof startUsersTable>>;
let ssks: Awaited<ReturnType<typeof startFakeSsks>>;
let subject: string;
let handlers: ReturnType<typeof createHandlers>;

const createHandlers = (guard = openGuard) => {
  const users = createDynamoDbUsers(table.db, TABLE);
  const view = {
    guard,
    users,
    sealdIdPrefix: 'TESTING',
    activationKeyType: 'signupJwt' as const,
    issueActivationKey: createActivationKeyIssuer('signupJwt', held(sealdSecret)),
    openTwoManRuleKey: createOpen(held(sealingSecret)),
  };
  return {
    token: tokenHandler({
      guard,
      issueStreamToken: createStreamTokenIssuer({
        secret: held(streamSecret),
        ttlSeconds: 60,
        now,
      }),
    }),
    signup: signupHandler({
      ...view,
      newTwoManRuleKey,
      sealTwoManRuleKey: createSeal(held(sealingSecret)),
      now,
    }),
    me: meHandler(view),
    challenge: challengeHandler({
      ...view,
      ...codeLimits(table.db, TABLE, { perUser: LIMIT }),
      indexAuthFactor: createAuthFactorIndex(held({ pepper: randomBytes(32).toString('base64') })),
      sendChallenge: createSendChallenge({
        url: ssks.url,
        ssks: held({ appId: randomUUID(), apiKey: 'ssks-api-key' }),
      }),
      now,
    }),
    claimIdentity: claimIdentityHandler({
      ...view,
      issueConnectorKey: createConnectorKeyIssuer('signupJwt', held(sealdSecret)),
      newVersion: randomUUID,
      now,
    }),
    enroll: enrollHandler({ guard, users, newVersion: randomUUID, now }),
  };
};

const errorOf = ({ body }: Reply) =>
  (body as { error: { type: string; message: string; requestId: string } }).error;
const ask = (name: keyof typeof handlers, body?: unknown) => call(handlers[name], { subject, body });
const step = (body: unknown) => ask('claimIdentity', body);
const saved = async () => {
  for (const body of SAVING) await step(body);
};
const enrolled = async (sigchainHash?: string) => {
  await saved();
  return ask('enroll', { account: ACCOUNT, sigchainHash });
};
const record = async () => createDynamoDbUsers(table.db, TABLE).find(subject);

beforeAll(async () => {
  [table, ssks] = await Promise.all([startUsersTable(), startFakeSsks()]);
  handlers = createHandlers();
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => Promise.all([table.close(), ssks.close()]));
beforeEach(() => {
  subject = `user-${randomUUID()}`;
  ssks.received.length = 0;
  ssks.state.answer = json(200, { session_id: 'ssks-1', must_authenticate: true });
});

describe('POST /token', () => {
  it('gives a token for the caller, whoever the body names', async () => {
    const reply = await call(handlers.token, { subject, body: {} });
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' } });
    const { accessToken, userId } = reply.body as { accessToken: string; userId: string };
    expect(userId).toBe(subject);
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.user_id).toBe(subject);
    expect((await call(handlers.token, { subject, rawBody: 'null' })).statusCode).toBe(400);
    expect((await call(handlers.token, { subject, rawBody: '' })).statusCode).toBe(200);
    expect(errorOf(await call(handlers.token, { subject, body: { user_id: 'bob' } }))).toMatchObject({
      type: 'INVALID_REQUEST',
      message: 'user_id: unknown field',
    });
  });
});

describe('POST /signup', () => {
  it('creates once, then knows the user, with one key and a fresh activation key each time', async () => {
    const [first, second] = [await ask('signup'), await ask('signup')];
    expect(first).toMatchObject({
      statusCode: 201,
      body: { id: subject, sealdId: `TESTING_${subject}`, isEnrolled: false, activationKeyType: 'signupJwt' },
    });
    expect(second.statusCode).toBe(200);
    const [one, two] = [first.body, second.body] as { twoManRuleKey: string; activationKey: string }[];
    expect(Buffer.from(one?.twoManRuleKey ?? '', 'base64')).toHaveLength(64);
    expect(two?.twoManRuleKey).toBe(one?.twoManRuleKey);
    expect(two?.activationKey).not.toBe(one?.activationKey);
  });

  it('gives twenty racing callers one key, and one of them 201', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask('signup')));
    expect(new Set(replies.map(({ body }) => (body as { twoManRuleKey: string }).twoManRuleKey)).size).toBe(
      1,
    );
    expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
  });

  it('keeps the key only sealed', async () => {
    const { body } = await ask('signup');
    const stored = JSON.stringify(await record());
    const { twoManRuleKey } = body as { twoManRuleKey: string };
    expect(stored).not.toContain(twoManRuleKey);
    expect(stored).not.toContain(Buffer.from(twoManRuleKey, 'base64').toString('base64url'));
  });

  it('answers an enrolled user the record, without an activation key', async () => {
    await ask('signup');
    await enrolled();
    const { statusCode, body } = await ask('signup');
    expect(statusCode).toBe(200);
    expect(Object.keys(body as object).sort()).toEqual([
      'account',
      'id',
      'isEnrolled',
      'mayBeStored',
      'sealdId',
      'twoManRuleKey',
    ]);
  });
});

describe('GET /me', () => {
  it('does not know who has not signed up', async () => {
    expect(await ask('me')).toMatchObject({ statusCode: 200, body: { user: null } });
  });

  it('knows who has, and what they enrolled with by a hint alone', async () => {
    const { body: signedUp } = await ask('signup');
    await ask('challenge', { phoneNumber });
    const before = { isEnrolled: false, mayBeStored: false, activationKey: expect.any(String) };
    expect((await ask('me')).body).toMatchObject({ user: before });
    await enrolled();
    expect((await ask('me')).body).toEqual({
      user: {
        id: subject,
        sealdId: `TESTING_${subject}`,
        isEnrolled: true,
        mayBeStored: true,
        account: ACCOUNT,
        twoManRuleKey: (signedUp as { twoManRuleKey: string }).twoManRuleKey,
        authFactorHint: '+32•••••56',
      },
    });
    expect(JSON.stringify(await record())).not.toContain('470123456');
  });
});

describe('POST /challenge', () => {
  it('has SSKS send a code to the normalised factor, forced to authenticate', async () => {
    const { body: user } = await ask('signup');
    const reply = await ask('challenge', { phoneNumber: '+32 470 12 34 56' });
    expect(reply).toMatchObject({
      statusCode: 200,
      body: {
        mustAuthenticate: true,
        twoManRuleSessionId: 'ssks-1',
        attempt: 1,
        twoManRuleKey: (user as { twoManRuleKey: string }).twoManRuleKey,
      },
    });
    expect(ssks.received).toEqual([
      expect.objectContaining({
        path: '/tmr/back/challenge_send/',
        headers: expect.objectContaining({
          'x-seald-apikey': 'ssks-api-key',
          'x-seald-appid': expect.any(String),
        }),
        body: {
          user_id: `TESTING_${subject}`,
          auth_factor: { type: 'SMS', value: phoneNumber },
          create_user: true,
          force_auth: true,
        },
      }),
    ]);
  });

  it.each([
    ['neither factor', {}, 'body: exactly one of phoneNumber and email is needed'],
    [
      'both factors',
      { phoneNumber, email: 'a@example.com' },
      'body: exactly one of phoneNumber and email is needed',
    ],
    ['a number that is none', { phoneNumber: 'secret-number' }, 'phoneNumber: not a number in E.164 form'],
    ['a malformed e-mail', { email: 'secret-mail' }, 'email: not a valid e-mail address'],
    ['the wrong type', { phoneNumber: 32470123456 }, 'phoneNumber: must be of type string'],
    ['a factor beside another one', { phoneNumber, email: 1 }, 'email: must be left out'],
    ['the code alone', { code: 'secretabc' }, 'body: exactly one of phoneNumber and email is needed'],
    ['the code', { phoneNumber, code: 'secretabc' }, 'code: unknown field'],
    ['the challenge', { phoneNumber, challenge: 'secretabc' }, 'challenge: unknown field'],
    ['an array', [], 'body: must be of type object'],
    ['a string', 'secret', 'body: must be of type object'],
    ['null', null, 'body: must be of type object'],
    ['a polluting key', JSON.parse('{"__proto__":{"email":"a@example.com"}}'), 'body: not JSON'],
    ['a polluting constructor', { constructor: { prototype: {} } }, 'body: not JSON'],
  ])('refuses %s, names the field, and repeats nothing', async (_, body, message) => {
    await ask('signup');
    const reply = await ask('challenge', body);
    expect(reply.statusCode).toBe(400);
    expect(errorOf(reply)).toMatchObject({ type: 'INVALID_REQUEST', message });
    expect(JSON.stringify(reply)).not.toMatch(/secret/);
    expect(ssks.received).toEqual([]);
  });

  it('refuses a body that is not JSON, and one that is too large', async () => {
    const notJson = await call(handlers.challenge, { subject, rawBody: '{"phoneNumber":' });
    expect([notJson.statusCode, errorOf(notJson).message]).toEqual([400, 'body: not JSON']);
    const large = await call(handlers.challenge, {
      subject,
      rawBody: JSON.stringify({ email: 'x'.repeat(1_000_000) }),
    });
    expect([large.statusCode, errorOf(large).type]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('counts wrong requests as it does right ones, and reads nothing of who has no call left', async () => {
    let left = 3;
    let looked = 0;
    const counting: Guard = {
      ...openGuard,
      readAccountStates: async () => {
        looked += 1;
        return {};
      },
      takeCall: () => (left-- > 0 ? { taken: true } : { taken: false, retryAfterSeconds: 5 }),
    };
    const wrong = { subject, rawBody: '{"phoneNumber":' };
    const handler = createHandlers(counting).challenge;
    const statuses: number[] = [];
    for (const asked of [
      wrong,
      { subject, rawBody: 'x'.repeat(70_000) },
      { subject, body: { code: 1 } },
      wrong,
      wrong,
    ])
      statuses.push((await call(handler, asked)).statusCode);
    expect(statuses).toEqual([400, 413, 400, 429, 429]);
    expect(looked).toBe(3);
  });

  it('tells of an account that is not open before it tells what is wrong with a request', async () => {
    const blocked = createHandlers({ ...openGuard, readAccountStates: async () => ({ blocked: true }) });
    for (const handler of [blocked.challenge, blocked.me])
      expect(errorOf(await call(handler, { subject, rawBody: '{' })).type).toBe('USER_BLOCKED');
  });

  it('does not know who has not signed up, and sends them nothing', async () => {
    const reply = await ask('challenge', { phoneNumber });
    expect([reply.statusCode, errorOf(reply).type]).toEqual([404, 'USER_NOT_FOUND']);
    expect(ssks.received).toEqual([]);
  });

  it('sends an enrolled user no code anywhere else', async () => {
    await ask('signup');
    await ask('challenge', { phoneNumber });
    await enrolled();
    const reply = await ask('challenge', { phoneNumber: '+32470999999' });
    expect([reply.statusCode, errorOf(reply).type]).toEqual([403, 'AUTH_FACTOR_MISMATCH']);
    expect((await ask('challenge', { email: 'mallory@example.com' })).statusCode).toBe(403);
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(200);
    expect(ssks.received).toHaveLength(2);
  });

  it('goes on with every factor that may be the one the identity was saved with', async () => {
    await ask('signup');
    await ask('challenge', { phoneNumber });
    await ask('challenge', { email: 'alice@example.com' });
    await enrolled();
    expect((await ask('challenge', { phoneNumber: '+32470999999' })).statusCode).toBe(403);
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(200);
  });

  it('adds no factor to an enrolled user who has one, even when two requests race', async () => {
    await ask('signup');
    await ask('challenge', { phoneNumber });
    await enrolled();
    const users = createDynamoDbUsers(table.db, TABLE);
    await users.noteAuthFactor(subject, { index: 'other', hint: 'x' }, now().toISOString());
    expect(Object.keys((await record())?.authFactors ?? {})).not.toContain('other');
  });

  it('is bound by the first factor when somebody enrolled without any', async () => {
    await ask('signup');
    await enrolled();
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(200);
    expect((await ask('challenge', { phoneNumber: '+32470999999' })).statusCode).toBe(403);
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(200);
  });

  it('sends exactly the limit to racing callers, and says when to come back', async () => {
    await ask('signup');
    const replies = await Promise.all(
      Array.from({ length: 4 * LIMIT }, () => ask('challenge', { phoneNumber })),
    );
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(LIMIT);
    expect(ssks.received).toHaveLength(LIMIT);
    const refused = replies.find(({ statusCode }) => statusCode === 429);
    expect(refused && [errorOf(refused).type, refused.headers['retry-after']]).toEqual([
      'CHALLENGE_RATE_LIMITED',
      '86400',
    ]);
    clock.now = new Date('2026-11-23T10:00:00.000Z');
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(200);
  });

  it.each([
    ['answers 500', json(500, { detail: 'upstream words' }), 502, 'SSKS_UNAVAILABLE'],
    ['refuses our key', json(403, { detail: 'upstream words' }), 502, 'SSKS_UNAVAILABLE'],
    ['answers no session', json(200, { must_authenticate: true }), 502, 'SSKS_UNAVAILABLE'],
    [
      'answers no JSON',
      (response: { end: (text: string) => void }) => response.end('upstream words'),
      502,
      'SSKS_UNAVAILABLE',
    ],
    ['breaks off', (response: { destroy: () => void }) => response.destroy(), 502, 'SSKS_UNAVAILABLE'],
    ['has no text messages left', json(406, { detail: 'SMSQuotaFailed' }), 503, 'SMS_QUOTA_EXCEEDED'],
    ['answers another 406', json(406, { detail: 'upstream words' }), 502, 'SSKS_UNAVAILABLE'],
  ])(
    'when SSKS %s, says so in our words and leaves the user as before',
    async (_, answer, statusCode, type) => {
      await ask('signup');
      const before = await record();
      ssks.state.answer = answer as typeof ssks.state.answer;
      const reply = await ask('challenge', { phoneNumber });
      expect([reply.statusCode, errorOf(reply).type]).toEqual([statusCode, type]);
      expect(JSON.stringify(reply)).not.toContain('upstream');
      expect(await record()).toEqual(before);
      expect(ssks.received).toHaveLength(1); // it may have sent a message: not tried again
    },
  );

  it('does not count a failure that certainly sent nothing, and counts one that may have', async () => {
    await ask('signup');
    ssks.state.answer = json(406, { detail: 'SMSQuotaFailed' });
    for (let attempt = 0; attempt < 2 * LIMIT; attempt++)
      expect((await ask('challenge', { phoneNumber })).statusCode).toBe(503);
    ssks.state.answer = json(500, {});
    for (let attempt = 0; attempt < LIMIT; attempt++)
      expect((await ask('challenge', { phoneNumber })).statusCode).toBe(502);
    expect((await ask('challenge', { phoneNumber })).statusCode).toBe(429);
  });
});

describe('POST /enroll', () => {
  it('does not know who has not signed up', async () => {
    expect(errorOf(await ask('enroll', { account: ACCOUNT })).type).toBe('USER_NOT_FOUND');
    expect(errorOf(await step(SAVING[0])).type).toBe('USER_NOT_FOUND');
    expect(await record()).toBeNull();
  });

  it('enrols once; a later repeat answers the first time', async () => {
    await ask('signup');
    const first = await enrolled();
    clock.now = new Date(clock.now.getTime() + 60_000);
    expect(first).toMatchObject({ statusCode: 200, body: { id: subject, isEnrolled: true } });
    expect((await ask('enroll', { account: ACCOUNT })).body).toEqual(first.body);
  });

  it('keeps the last hash of the signature chain, shows it to its owner, and leaves it without a new one', async () => {
    await ask('signup');
    const [first, second] = ['a1'.repeat(32), 'b2'.repeat(32)];
    const { body } = await enrolled(first);
    expect((await ask('me')).body).toMatchObject({ user: { isEnrolled: true, sigchainHash: first } });
    clock.now = new Date(clock.now.getTime() + 60_000);
    expect((await ask('enroll', { account: ACCOUNT, sigchainHash: second })).body).toEqual(body);
    expect((await ask('enroll', { account: ACCOUNT })).body).toEqual(body);
    expect((await ask('me')).body).toMatchObject({ user: { sigchainHash: second } });
    expect((await record())?.sigchain).toEqual({
      hash: second,
      account: ACCOUNT,
      registeredAt: clock.now.toISOString(),
    });
  });

  it.each(['', 'A1'.repeat(32), 'a1'.repeat(33), 7])('takes no other hash: %j', async (sigchainHash) => {
    await ask('signup');
    const { type, message } = errorOf(await ask('enroll', { account: ACCOUNT, sigchainHash }));
    expect([type, message]).toEqual(['INVALID_REQUEST', expect.stringMatching(/^sigchainHash: must be /)]);
    expect(await record()).not.toHaveProperty('enrolledAt');
  });

  it('gives racing callers one time', async () => {
    await ask('signup');
    await saved();
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => {
        clock.now = new Date(clock.now.getTime() + 1_000);
        return ask('enroll', { account: ACCOUNT });
      }),
    );
    expect(new Set(replies.map(({ body }) => (body as { enrolledAt: string }).enrolledAt)).size).toBe(1);
  });
});

describe('PUT /me/identity', () => {
  const other = { device: 'd'.repeat(32), account: '11111111-2222-4333-8444-555555555555' };
  const answerOf = async (body: unknown) => (await step(body)).body as { answer: string; attempt: number };

  it('gives the turn to one of six devices that ask at once', async () => {
    await ask('signup');
    const devices = Array.from({ length: 6 }, (_, n) => `device-${String(n).padStart(10, '0')}`);
    const replies = await Promise.all(devices.map((device) => answerOf({ on: 'claim', device })));
    expect(replies.filter(({ answer }) => answer === 'go')).toHaveLength(1);
    expect(replies.filter(({ answer }) => answer === 'wait')).toHaveLength(5);
  });

  it('says how long the turn lasts, and gives it to another afterwards', async () => {
    await ask('signup');
    await step(SAVING[0]);
    expect((await step({ on: 'claim', device: other.device })).body).toEqual({
      answer: 'wait',
      state: 'making',
      attempt: 1,
      waitSeconds: 60,
    });
    expect((await answerOf({ on: 'store', ...other, attempt: 1 })).answer).toBe('wait');
    clock.now = new Date(clock.now.getTime() + 60_000);
    expect(await answerOf({ on: 'claim', device: other.device })).toMatchObject({ answer: 'go', attempt: 1 });
    expect((await answerOf(SAVING[1])).answer).toBe('wait');
  });

  it('has the next attempt stored elsewhere when one was given up that may still be stored', async () => {
    await ask('signup');
    for (const body of SAVING.slice(0, 2)) await step(body);
    clock.now = new Date(clock.now.getTime() + 60_000);
    expect(await answerOf({ on: 'claim', device: other.device })).toMatchObject({ answer: 'go', attempt: 2 });
    expect((await answerOf(SAVING[2])).answer).toBe('anew');
    expect((await ask('challenge', { phoneNumber })).body).toMatchObject({ attempt: 2 });
    expect(ssks.received.at(-1)?.body).toMatchObject({ user_id: `TESTING_${subject}.2` });
  });

  it('gives the key that binds the user id for the saved identity alone, and not any more once it is enrolled', async () => {
    await ask('signup');
    expect((await step(SAVING[0])).body).not.toHaveProperty('connectorKey');
    expect((await step(SAVING[1])).body).not.toHaveProperty('connectorKey');
    const wrong = await step({ ...SAVING[2], account: other.account });
    expect(wrong.body).toEqual({ answer: 'anew', state: 'storing', attempt: 1 });
    const { connectorKey } = (await step(SAVING[2])).body as { connectorKey: string };
    const claims = JSON.parse(Buffer.from(connectorKey.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.connector_add).toEqual({ type: 'AP', value: `TESTING_${subject}@${sealdSecret.appId}` });
    expect(claims).not.toHaveProperty('join_team');
    expect((await answerOf({ on: 'claim', device: other.device })).answer).toBe('fetch');
    await ask('enroll', { account: ACCOUNT });
    expect((await step(SAVING[2])).body).toEqual({ answer: 'go', state: 'enrolled', attempt: 1 });
  });

  it('lets no other identity be enrolled than the saved one, before or after', async () => {
    await ask('signup');
    const refused = { statusCode: 409, body: { error: { type: 'IDENTITY_NOT_SAVED' } } };
    expect(await ask('enroll', { account: ACCOUNT })).toMatchObject(refused);
    for (const body of SAVING.slice(0, 2)) await step(body);
    expect(await ask('enroll', { account: ACCOUNT })).toMatchObject(refused);
    await step(SAVING[2]);
    expect(await ask('enroll', { account: other.account })).toMatchObject(refused);
    expect(await record()).not.toHaveProperty('enrolledAt');
    await ask('enroll', { account: ACCOUNT, sigchainHash: 'a1'.repeat(32) });
    const late = await ask('enroll', { account: other.account, sigchainHash: 'b2'.repeat(32) });
    expect(late).toMatchObject(refused);
    expect((await record())?.sigchain?.hash).toBe('a1'.repeat(32));
  });

  it('starts anew for somebody whom an operator has reset, in another place of the key storage', async () => {
    await ask('signup');
    await enrolled();
    const { enrolledAt: _, ...reset } = (await record()) ?? {};
    await table.documents.send(new PutCommand({ TableName: TABLE, Item: { ...userKey(subject), ...reset } }));
    expect((await ask('me')).body).not.toHaveProperty('user.account');
    expect(await answerOf({ on: 'claim', device: other.device })).toMatchObject({ answer: 'go', attempt: 2 });
  });

  it.each([
    { on: 'claim', device: 'short' },
    { on: 'enroll', account: ACCOUNT },
    { ...SAVING[1], attempt: 0 },
    { ...SAVING[2], account: ACCOUNT.toUpperCase() },
    { ...SAVING[0], attempt: 1 },
  ])('takes nothing else: %j', async (body) => {
    await ask('signup');
    expect(errorOf(await step(body)).type).toBe('INVALID_REQUEST');
  });
});

describe('every endpoint', () => {
  it.each(['token', 'signup', 'me', 'challenge', 'claimIdentity', 'enroll'] as const)(
    '%s has no caller without a subject',
    async (name) => {
      for (const nobody of [null, '', 'half a \ud800']) {
        const reply = await call(handlers[name], { subject: nobody, body: { phoneNumber } });
        expect([reply.statusCode, errorOf(reply).type]).toEqual([401, 'UNAUTHENTICATED']);
      }
    },
  );

  it('gives a subject no vendor would take an id of its own', async () => {
    const reply = await call(handlers.signup, { subject: 'auth0|42' });
    expect(reply.body).toMatchObject({ id: expect.stringMatching(/^sub-[\w-]{43}$/) });
  });

  it('lets no field leave that is not in the contract', async () => {
    const careless = tokenHandler({
      guard: openGuard,
      issueStreamToken: async () => ({
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln',
        expiresAt: '2026-11-22T10:00:00.000Z',
        userId: subject,
        apiSecret: 'hunter2',
      }),
    });
    const { body } = await call(careless, { subject });
    expect(Object.keys(body as object)).toEqual(['accessToken', 'expiresAt', 'userId']);
  });

  it('says nothing about an unexpected failure', async () => {
    const broken = meHandler({
      guard: openGuard,
      users: { find: () => Promise.reject(new Error('table users-prod is on fire')) },
      sealdIdPrefix: 'T',
      activationKeyType: 'signupJwt',
      issueActivationKey: async () => '',
      openTwoManRuleKey: async () => '',
    });
    const reply = await call(broken, { subject });
    expect([reply.statusCode, errorOf(reply).type]).toEqual([500, 'INTERNAL_ERROR']);
    expect(JSON.stringify(reply)).not.toContain('fire');
  });

  it('answers no error type that the contract does not name for the route', async () => {
    const { errors, ...route } = routes.token;
    const answering = (named: Route['errors']) =>
      endpoint({ ...route, errors: named }, { guard: openGuard }, () =>
        Promise.reject(new AppError('NOT_A_MEMBER')),
      );
    const known = await call(answering([...errors, 'NOT_A_MEMBER']), { subject });
    expect([known.statusCode, errorOf(known).type]).toEqual([403, 'NOT_A_MEMBER']);
    const unknown = await call(answering(errors), { subject });
    expect([unknown.statusCode, errorOf(unknown).type]).toEqual([500, 'INTERNAL_ERROR']);
  });
});

describe('the way in', () => {
  it('is counted step by step, and each step once', async () => {
    const steps = async (): Promise<void> => {
      await ask('signup');
      await ask('challenge', { phoneNumber });
      clock.now = new Date(clock.now.getTime() + 1000);
      await enrolled();
    };
    expect(await counted(steps)).toEqual(['SignupNew', 'ChallengeSent', 'EnrollNew']);
    expect(await counted(steps)).toEqual(['ChallengeSent']);
    ssks.state.answer = json(500, {});
    expect(await counted(() => ask('challenge', { phoneNumber }))).toEqual([
      'SsksFailed SSKS_UNAVAILABLE',
      'ServerErrors challenge',
    ]);
  });

  it("counts as a failure what is no fault of the caller's, and nothing else", async () => {
    expect(await counted(() => ask('challenge', { phoneNumber: 'none' }))).toEqual([]);
  });
});
