import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type StreamService, startStream } from '../../local/stream/start-stream.ts';
import { revokeUser } from '../../operations/admin/revoke-user.ts';
import { createDynamoDbCodeLedgers } from '../../shared/adapters/dynamodb-code-ledgers.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { createStreamTokenIssuer } from '../../shared/adapters/stream-token.ts';
import { createSeal } from '../../shared/adapters/two-man-rule-seal.ts';
import { runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';
import { held, streamSecret } from '../support/secrets.ts';
import { startUsersTable, TABLE } from '../support/users-table.ts';

const nameOf = (fn: string) => `sealed-stream-${STAGE}-${fn}`;
const OLD = '2026-01-02-00000a';
const YOUNG = '2126-11-22-00000b';
const newKey = () => randomBytes(32).toString('base64');

let secrets: Awaited<ReturnType<typeof startEmptySecrets>>;
let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  [secrets, lambda, table] = await Promise.all([startEmptySecrets(), startFakeLambda(), startUsersTable()]);
  lambda.variables.set(nameOf('signup'), { TABLE_NAME: TABLE });
});
afterAll(() => Promise.all([secrets.close(), lambda.close(), table.close()]));
beforeEach(() => {
  lambda.invocations.length = 0;
});

const run = (command: string, ...args: string[]) =>
  runOperation('admin', [command, '--stage', STAGE, ...args], {
    env: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
    },
  });

describe('configure-stream and reconcile', () => {
  it('run the function of their name and show its answer', async () => {
    lambda.functions.set(nameOf('reconcile'), () => ({ payload: { status: 'did reconcile' } }));
    lambda.functions.set(nameOf('configure-stream'), () => ({
      payload: { Data: { status: 'configured', says: 'did configure-stream' } },
    }));
    const configured = await run('configure-stream');
    expect(configured).toMatchObject({ code: 0, out: expect.stringContaining('did configure-stream') });
    const period = ['--from', '2026-11-22T10:00:00+01:00', '--to', '2026-11-22T12:00:00Z'];
    for (const args of [period, []])
      expect(await run('reconcile', ...args)).toMatchObject({
        code: 0,
        out: expect.stringContaining('did reconcile'),
      });
    expect(lambda.invocations).toEqual([
      { name: nameOf('configure-stream'), payload: {} },
      {
        name: nameOf('reconcile'),
        payload: { from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T12:00:00.000Z' },
      },
      { name: nameOf('reconcile'), payload: {} },
    ]);
  });

  it('end with 1 when Stream is not set up, and show why', async () => {
    const Data = { status: 'not configured', says: 'NOT SET UP. Stream does not answer.' };
    lambda.functions.set(nameOf('configure-stream'), () => ({ payload: { Data } }));
    expect(await run('configure-stream')).toMatchObject({ code: 1, out: expect.stringContaining(Data.says) });
  });

  it('say what failed by its class, and where the rest stands', async () => {
    const payload = { errorType: 'StreamError', errorMessage: 'hunter2', trace: [] };
    lambda.functions.set(nameOf('configure-stream'), () => ({ payload, isFailure: true }));
    const { code, out, err } = await run('configure-stream');
    expect(code).toBe(1);
    expect(err).toContain('StreamError');
    expect(err).toContain(`/aws/lambda/sealed-stream-${STAGE}-configure-stream`);
    expect(out + err).not.toContain('hunter2');
    expect(lambda.invocations).toHaveLength(1);
  });

  it('say that the function is not deployed', async () => {
    lambda.functions.clear();
    expect(await run('configure-stream')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no function'),
    });
  });

  it.each([
    ['half a period', 2, ['--from', '2026-11-22']],
    ['the other half', 2, ['--to', '2026-11-22']],
    ['an empty time', 2, ['--from', '', '--to', '2026-11-22']],
    ['what is no time', 1, ['--from', 'yesterday', '--to', 'today']],
    ['a period that ends before it begins', 1, ['--from', '2026-11-22', '--to', '2026-11-21']],
  ])('reconcile refuses %s', async (_, code, args) => {
    lambda.functions.set(nameOf('reconcile'), () => ({ payload: {} }));
    expect(await run('reconcile', ...args)).toMatchObject({ code, err: expect.stringContaining('--from') });
    expect(lambda.invocations).toEqual([]);
  });
});

describe('revoke-user', () => {
  let stream: StreamService;
  beforeAll(async () => {
    const { apiKey, apiSecret } = streamSecret;
    stream = await startStream({ port: 0, apiKey, apiSecret });
  });
  afterAll(() => stream.close());

  const tokenAt = async (userId: string, now: Date) => {
    const issue = createStreamTokenIssuer({
      secret: held(streamSecret),
      ttlSeconds: 600,
      now: () => now,
    });
    return (await issue(userId)).accessToken;
  };
  const isTaken = async (userId: string, token: string) => {
    const url = `${stream.url}/users?api_key=${streamSecret.apiKey}&user_id=${userId}&payload={}`;
    return (await fetch(url, { headers: { authorization: token, 'stream-auth-type': 'jwt' } })).ok;
  };
  const upsert = async (id: string) => {
    const { StreamChat } = await import('stream-chat');
    const { apiKey, apiSecret } = streamSecret;
    await new StreamChat(apiKey, apiSecret, { baseURL: stream.url }).upsertUser({ id });
  };

  it('ends the tokens of one user, and lets later ones in', async () => {
    await Promise.all([upsert('alice'), upsert('bob')]);
    const now = new Date();
    const before = new Date(now.getTime() - 5_000);
    const [alices, bobs] = await Promise.all([tokenAt('alice', before), tokenAt('bob', before)]);
    expect(await isTaken('alice', alices)).toBe(true);
    expect(await revokeUser(streamSecret, stream.url, 'alice', now)).toBe(now.toISOString());
    expect(await isTaken('alice', alices)).toBe(false);
    expect(await isTaken('bob', bobs)).toBe(true);
    const after = new Date(Math.ceil(now.getTime() / 1000) * 1000);
    expect(await isTaken('alice', await tokenAt('alice', after))).toBe(true);
  });

  it.each([
    ['a user whom Stream does not know', 'nobody', 'Stream knows no user'],
    ['what is no chat user id', 'a b', 'must be a chat user id'],
  ])('refuses %s', async (_, userId, words) => {
    await expect(revokeUser(streamSecret, stream.url, userId, new Date())).rejects.toThrow(words);
  });

  it('says that Stream refuses, without the secret', async () => {
    const wrong = { ...streamSecret, apiSecret: 'hunter2' };
    const refusal = revokeUser(wrong, stream.url, 'alice', new Date());
    await expect(refusal).rejects.toThrow('Stream refused: 401');
    await expect(refusal).rejects.not.toThrow('hunter2');
  });

  it('asks for the secret first', async () => {
    secrets.values.delete('stream');
    const { code, err } = await run('revoke-user', '--user', 'alice');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('The secret stream is empty') });
  });
});

describe('sealing-keys', () => {
  const keys = { [OLD]: newKey(), k1: newKey(), [YOUNG]: newKey() };
  const keep = (currentKid: string) => secrets.values.set('sealing', JSON.stringify({ currentKid, keys }));
  const kept = () => Object.keys(JSON.parse(secrets.values.get('sealing') ?? '').keys);
  const signUp = async (kid: string, sealed?: string) => {
    const id = randomUUID();
    const seal = createSeal(held({ currentKid: kid, keys: { ...keys, gone: newKey() } }));
    const sealedTwoManRuleKey = sealed ?? (await seal(id, newKey()));
    const users = createDynamoDbUsers(table.db, TABLE);
    await users.claim({ id, sealedTwoManRuleKey, createdAt: '2026-11-22T10:00:00.000Z' });
    const ledgers = createDynamoDbCodeLedgers(table.db, TABLE);
    const read = await ledgers.read({ userId: id });
    await ledgers.replace({ userId: id }, read, { codes: [{ id: 'code', at: 0 }], version: 'code' });
  };

  beforeAll(async () => {
    await Promise.all([signUp(OLD), signUp(OLD), signUp('gone'), signUp('', 'no-jwe')]);
  });

  it('counts the users under each key, and says which of them is missing', async () => {
    keep(OLD);
    const { code, out } = await run('sealing-keys');
    expect(code).toBe(0);
    const rows = out.trim().split('\n').slice(1);
    expect(rows.map((row) => row.trim().split(/\s+/).slice(0, 3))).toEqual([
      [OLD, '2', 'current'],
      ['k1', '0', 'kept'],
      [YOUNG, '0', 'kept'],
      expect.arrayContaining(['1', 'NOT']),
      expect.arrayContaining(['1', 'NOT']),
    ]);
    for (const key of Object.values(keys)) expect(out).not.toContain(key);
  });

  it('drops a key that nobody needs any more, and no other', async () => {
    keep(OLD);
    const drop = (kid: string) => run('sealing-keys', '--drop', kid);
    expect(await drop(OLD)).toMatchObject({ code: 1, err: expect.stringContaining('is the current') });
    expect(await drop('k7')).toMatchObject({ code: 1, err: expect.stringContaining('no sealing key') });
    keep('k1');
    expect(await drop(OLD)).toMatchObject({ code: 1, err: expect.stringContaining('of 2 users') });
    keep(YOUNG);
    expect(await drop('k1')).toMatchObject({ code: 1, err: expect.stringContaining('not two days old') });
    expect(kept()).toEqual(Object.keys(keys));
    keep(OLD);
    expect(await drop('k1')).toMatchObject({ code: 0 });
    expect(kept()).toEqual([OLD, YOUNG]);
  });

  it('is told the table by name, or finds it by a function that uses it', async () => {
    keep(OLD);
    expect(await run('sealing-keys', '--table', TABLE)).toMatchObject({ code: 0 });
    lambda.variables.delete(nameOf('signup'));
    expect(await run('sealing-keys')).toMatchObject({ code: 1, err: expect.stringContaining('no function') });
  });
});
