import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { type StreamService, startStream } from '../../local/stream/start-stream.ts';
import { blockUser, unblockUser } from '../../operations/admin/block-user.ts';
import { OperatorError } from '../../operations/operator-error.ts';
import { createReadAccountStates } from '../../shared/adapters/accounts.ts';
import { hashCaller } from '../../shared/adapters/caller-hash.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { createStreamTokenIssuer } from '../../shared/adapters/stream-token.ts';
import { blockedKey } from '../../shared/adapters/user-items.ts';
import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';
import { held, streamSecret } from '../support/secrets.ts';
import { startUsersTable, TABLE } from '../support/users-table.ts';

const { apiKey, apiSecret } = streamSecret;
const before = { ...process.env };
const logs = { callerKey: randomBytes(32).toString('base64') };
let table: Awaited<ReturnType<typeof startUsersTable>>;
let secrets: Awaited<ReturnType<typeof startEmptySecrets>>;
let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
let stream: StreamService;
let server: StreamChat;

beforeAll(async () => {
  [table, secrets, lambda, stream] = await Promise.all([
    startUsersTable(),
    startEmptySecrets(),
    startFakeLambda(),
    startStream({ port: 0, apiKey, apiSecret, rateLimits: 'off' }),
  ]);
  Object.assign(process.env, table.environment);
  server = new StreamChat(apiKey, apiSecret, { baseURL: stream.url });
  lambda.variables.set(`sealed-stream-${STAGE}-signup`, { TABLE_NAME: TABLE });
  secrets.values.set('stream', JSON.stringify(streamSecret));
  secrets.values.set('logs', JSON.stringify(logs));
});
afterAll(async () => {
  process.env = before;
  await Promise.all([table.close(), secrets.close(), lambda.close(), stream.close()]);
});

const deps = () => ({ table: TABLE, secret: streamSecret, streamUrl: stream.url, db: table.documents });
const blockedAt = async (userId: string) =>
  (await table.documents.send(new GetCommand({ TableName: TABLE, Key: blockedKey(userId) }))).Item?.blockedAt;
const tokenOf = async (userId: string, now = new Date()): Promise<string> => {
  const issue = createStreamTokenIssuer({
    secret: held(streamSecret),
    ttlSeconds: 600,
    now: () => now,
  });
  return (await issue(userId)).accessToken;
};
const isTaken = async (userId: string, token: string) => {
  const url = `${stream.url}/users?api_key=${apiKey}&user_id=${userId}&payload={}`;
  return (await fetch(url, { headers: { authorization: token, 'stream-auth-type': 'jwt' } })).ok;
};

describe('a blocked user', () => {
  it('is shut out of our API and of Stream at once, with tokens old and new, and can be let in again', async () => {
    await server.upsertUser({ id: 'mallory' });
    const old = await tokenOf('mallory', new Date(Date.now() - 10_000));
    expect(await isTaken('mallory', old)).toBe(true);
    expect(await blockUser(deps(), 'mallory', new Date())).toBe('done');
    expect(await createReadAccountStates(table.db, TABLE)('mallory')).toEqual({ blocked: true });
    expect(await isTaken('mallory', old)).toBe(false);
    // As if one had been made a moment before, by a clock that is ahead.
    expect(await isTaken('mallory', await tokenOf('mallory', new Date(Date.now() + 4_000)))).toBe(false);
    expect(await unblockUser(deps(), 'mallory')).toBe('done');
    expect(await createReadAccountStates(table.db, TABLE)('mallory')).toEqual({});
    expect(await isTaken('mallory', old)).toBe(false);
    expect(await isTaken('mallory', await tokenOf('mallory', new Date(Date.now() + 4_000)))).toBe(true);
  });

  it('is never the one in whose name our backend writes', async () => {
    await server.upsertUser({ id: SERVICE_USER_ID });
    await expect(blockUser(deps(), SERVICE_USER_ID, new Date())).rejects.toThrow(OperatorError);
    expect(await blockedAt(SERVICE_USER_ID)).toBeUndefined();
    const { users } = await server.queryUsers({ id: { $eq: SERVICE_USER_ID } });
    expect(users).toHaveLength(1); // deactivated ones are not shown
  });

  it('is blocked once, however often: the first time stays', async () => {
    await server.upsertUser({ id: 'twice' });
    for (const second of [0, 1])
      await blockUser(deps(), 'twice', new Date(Date.UTC(2026, 10, 22, 10, 0, second)));
    expect(await blockedAt('twice')).toBe('2026-11-22T10:00:00.000Z');
    for (let time = 0; time < 2; time += 1) expect(await unblockUser(deps(), 'twice')).toBe('done');
    expect(await blockedAt('twice')).toBeUndefined();
  });

  it('need not have signed up, and is not made at Stream by it', async () => {
    expect(await blockUser(deps(), 'nobody', new Date())).toBe('unknown to Stream');
    expect(await createReadAccountStates(table.db, TABLE)('nobody')).toEqual({ blocked: true });
    const { users } = await server.queryUsers({ id: { $eq: 'nobody' } });
    expect(users).toEqual([]);
  });

  it('is blocked here even when Stream does not do it', async () => {
    const broken = { ...deps(), secret: { ...streamSecret, apiSecret: 'another' } };
    await expect(blockUser(broken, 'half', new Date())).rejects.toThrow('Stream refused: 401');
    expect(await createReadAccountStates(table.db, TABLE)('half')).toEqual({ blocked: true });
  });
});

describe('npm run admin', () => {
  const run = (command: string, ...args: string[]) =>
    runOperation('admin', [command, '--stage', STAGE, ...args], {
      env: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
        AWS_ENDPOINT_URL_LAMBDA: lambda.url,
        AWS_ENDPOINT_URL_DYNAMODB: table.url,
      },
    });

  it('finds whom a log line is about, by the hash', async () => {
    const users = createDynamoDbUsers(table.db, TABLE);
    for (const id of ['carol', 'dave'])
      await users.claim({ id, sealedTwoManRuleKey: 'sealed', createdAt: '2026-11-22T10:00:00.000Z' });
    const found = await run('find-caller', '--caller', hashCaller(logs, 'dave'));
    expect(found).toMatchObject({ code: 0, out: 'dave\n' });
    expect(await run('find-caller', '--caller', hashCaller(logs, 'a stranger'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nobody'),
    });
    expect(await run('find-caller', '--caller', 'x')).toMatchObject({ code: 1 });
  });

  it.each([
    ['neither a user nor a hash', []],
    ['both', ['--user', 'dave', '--caller', 'a'.repeat(24)]],
  ])('block-user refuses %s', async (_, args) => {
    expect(await run('block-user', ...args)).toMatchObject({ code: 2 });
  });
});
