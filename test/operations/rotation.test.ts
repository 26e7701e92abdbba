import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { sealingKidOf } from '../../shared/adapters/two-man-rule-seal.ts';
import { call } from '../support/call.ts';
import { startFakeSsks } from '../support/fake-ssks.ts';
import { arnOf, runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';
import { sealdSecret } from '../support/secrets.ts';
import { startUsersTable, TABLE } from '../support/users-table.ts';

/*
 * The functions as they are deployed (`functions/<name>/index.ts`) read their secrets from Secrets Manager while
 * `npm run secrets` rotates them.
 */
const HELD_FOR_MS = 5 * 60_000;
const phoneNumber = '+32470123456';
const streamSecret = { apiKey: 'key', apiSecret: randomBytes(32).toString('hex') };
const firstKey = randomBytes(32).toString('base64');

type Handler = (event: never, context: never) => unknown;

let secrets: Awaited<ReturnType<typeof startEmptySecrets>>;
let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
let table: Awaited<ReturnType<typeof startUsersTable>>;
let ssks: Awaited<ReturnType<typeof startFakeSsks>>;
/** Only grows: what the functions hold has the time it was read. */
let clockAheadMs = 0;

const put = (name: string, value: unknown) => secrets.values.set(name, JSON.stringify(value));
const read = (name: string) => JSON.parse(secrets.values.get(name) ?? 'null');

beforeAll(async () => {
  [secrets, lambda, table, ssks] = await Promise.all([
    startEmptySecrets(),
    startFakeLambda(),
    startUsersTable(),
    startFakeSsks(),
  ]);
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + clockAheadMs);
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
  lambda.functions.set(`sealed-stream-${STAGE}-configure-stream`, () => ({
    payload: { Data: { status: 'configured' } },
  }));
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    TABLE_NAME: TABLE,
    BUDGET: 'account',
    BUDGET_CAPACITY: '100',
    BUDGET_REFILL_PER_SECOND: '100',
    SEALD_ID_PREFIX: 'TESTING',
    ACTIVATION_KEY_TYPE: 'signupJwt',
    SSKS_URL: ssks.url,
    CODE_COUNTRIES: 'all',
    CODE_COOL_DOWNS: '0',
    CODES_PER_USER: '100',
    CODES_PER_FACTOR: '100',
    FACTORS_PER_USER: '100',
    CODES_PER_CALLING_CODE: '100',
    CODES_PER_DAY: '100',
    STREAM_TOKEN_TTL_SECONDS: '600',
    ENCRYPTED_CHANNEL_TYPES: 'encrypted',
    FILE_HOSTS: 'https://files.example.com',
  });
  for (const name of ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs'])
    process.env[`${name.toUpperCase()}_SECRET_ARN`] = arnOf(name);
  put('stream', streamSecret);
  put('seald', sealdSecret);
  put('ssks', { appId: randomUUID(), apiKey: 'ssks-api-key' });
  put('sealing', { currentKid: 'k1', keys: { k1: firstKey } });
  put('logs', { callerKey: randomBytes(32).toString('base64') });
  put('pepper', { pepper: randomBytes(32).toString('base64') });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await Promise.all([secrets.close(), lambda.close(), table.close(), ssks.close()]);
});
const load = async (name: string): Promise<Handler> =>
  (await import(`../../functions/${name}/index.ts`)).handler;

const rotate = async (name: string, given?: unknown) => {
  const outcome = await runOperation('secrets', ['--stage', STAGE, '--rotate', name], {
    env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url, AWS_ENDPOINT_URL_LAMBDA: lambda.url },
    ...(given ? { stdin: JSON.stringify({ [name]: given }) } : {}),
  });
  expect(outcome).toMatchObject({ code: 0 });
};

/** Lets what the functions hold grow old, and calls one until it has read it again, which it does in the background. */
const growOld = async (isUpToDate: () => Promise<boolean>) => {
  clockAheadMs += HELD_FOR_MS + 1;
  for (let attempt = 0; !(await isUpToDate()); attempt++) {
    if (attempt === 100) throw new Error('the function did not take up the new secret');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe("Stream's API secret", () => {
  const body = Buffer.from(JSON.stringify({ message: { text: 'clear' }, channel: { type: 'messaging' } }));
  const deliver = async (handler: Handler, secret: string) => {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const { statusCode } = await call(handler, {
      headers: { 'x-signature': signature },
      rawBody: body.toString(),
    });
    return statusCode;
  };
  const signerOf = async (handler: Handler, candidates: Record<string, string>) => {
    const { accessToken } = (await call(handler)).body as { accessToken: string };
    const [head, claims, signature] = accessToken.split('.');
    const signed = (secret: string) =>
      createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url') === signature;
    return Object.keys(candidates).find((name) => signed(candidates[name] ?? ''));
  };

  it('is taken up by running functions: webhooks with both, tokens with the new one', async () => {
    const [token, webhook] = await Promise.all([load('token'), load('stream-webhook')]);
    const both = { old: streamSecret.apiSecret, new: randomBytes(32).toString('hex') };
    expect(await signerOf(token, both)).toBe('old');
    expect([await deliver(webhook, both.old), await deliver(webhook, both.new)]).toEqual([200, 401]);
    clockAheadMs += 11_000; // a wrong signature has the secret read anew, at most once in ten seconds

    await rotate('stream', { apiSecret: both.new });
    expect([await deliver(webhook, both.new), await deliver(webhook, both.old)]).toEqual([200, 200]);
    await growOld(async () => (await signerOf(token, both)) === 'new');

    await runOperation('secrets', ['--stage', STAGE, '--retire', 'stream'], {
      env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url },
    });
    await growOld(async () => (await deliver(webhook, both.old)) === 401);
    expect(await deliver(webhook, both.new)).toBe(200);
  });
});

describe('the sealing key', () => {
  const keyOf = async (handler: Handler, subject: string, sent?: unknown) => {
    const { statusCode, body } = await call(handler, { subject, ...(sent ? { body: sent } : {}) });
    expect(statusCode).toBeLessThan(300);
    const { user, ...own } = body as { user?: { twoManRuleKey: string }; twoManRuleKey?: string };
    return user?.twoManRuleKey ?? own.twoManRuleKey;
  };
  const kidOf = async (subject: string) =>
    sealingKidOf((await createDynamoDbUsers(table.db, TABLE).find(subject))?.sealedTwoManRuleKey ?? '');

  it.each([
    ['signup', undefined],
    ['me', undefined],
    ['challenge', { phoneNumber }],
  ])('is rotated under a running %s, which seals anew what it opens', async (name, body) => {
    const [signup, reader] = await Promise.all([load('signup'), load(name)]);
    const subject = `user-${randomUUID()}`;
    const key = await keyOf(signup, subject);
    expect(await keyOf(reader, subject, body)).toBe(key);
    const before = read('sealing').currentKid;
    expect(await kidOf(subject)).toBe(before);

    await rotate('sealing');
    const { currentKid } = read('sealing');
    expect(currentKid).not.toBe(before);
    await growOld(async () => {
      expect(await keyOf(reader, subject, body)).toBe(key);
      return (await kidOf(subject)) === currentKid;
    });
    const newcomer = `user-${randomUUID()}`;
    await growOld(
      async () => (await keyOf(signup, newcomer)) !== '' && (await kidOf(newcomer)) === currentKid,
    );
  });
});
