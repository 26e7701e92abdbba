import { randomUUID } from 'node:crypto';
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbBuckets } from '../../../shared/adapters/dynamodb-buckets.ts';
import { createDynamodb, type Dynamodb } from '../../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbReports } from '../../../shared/adapters/dynamodb-reports.ts';
import { createDynamoDbSweepAllowance } from '../../../shared/adapters/dynamodb-sweep-allowance.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { reportsOfStage } from '../../../shared/adapters/user-items.ts';
import { countCode } from '../../../shared/domain/code-limits.ts';
import { registerAuthorKey } from '../../../shared/domain/register-author-key.ts';
import { stepEnrolment } from '../../../shared/domain/step-enrolment.ts';
import { newAuthorKey, registrationOf } from '../../support/author-keys.ts';
import { codeLimits } from '../../support/code-limits.ts';
import { enrollUser } from '../../support/enrolled.ts';
import { startLosingProxy } from '../../support/losing-proxy.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'users';
let table: Awaited<ReturnType<typeof startTables>>;
let proxy: Awaited<ReturnType<typeof startLosingProxy>>;
let db: Dynamodb;

beforeAll(async () => {
  table = await startTables(TABLE);
  proxy = await startLosingProxy(table.url);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  db = createDynamodb();
});
afterAll(async () => {
  await proxy.close();
  await table.close();
});

const counted = async () => {
  const { Items = [] } = await table.documents.send(
    new ScanCommand({ TableName: TABLE, ConsistentRead: true }),
  );
  return Items.reduce((sum, { codes = [], ids = [] }) => sum + [...codes, ...ids].length, 0);
};

it('counts each code once when the answer of every write is lost, and takes it back once', async () => {
  const limits = { perUser: 2, perFactor: 3, perCallingCode: 2, perStage: 2 };
  const deps = { ...codeLimits(db, TABLE, limits), now: () => new Date(), onUsedUp: () => {} };
  const code = { userId: 'alice', factorIndex: 'i', factorKey: 'f', callingCode: '32', isBound: false };
  const takeBack = await countCode(deps, code);
  expect(await counted()).toBe(4);
  await countCode(deps, code);
  expect(await counted()).toBe(8);
  await expect(countCode(deps, code)).rejects.toMatchObject({ type: 'CHALLENGE_RATE_LIMITED' });
  await takeBack();
  expect(await counted()).toBe(4);
  await countCode(deps, code);
  expect(await counted()).toBe(8);
  expect(proxy.state.lost).toBe(4 * 4);
});

it('says that a user was created whose answer was lost, and not of one who was there', async () => {
  const users = createDynamoDbUsers(db, TABLE);
  const claim = (sealedTwoManRuleKey: string) =>
    users.claim({ id, sealedTwoManRuleKey, createdAt: '2026-11-22T10:00:00.000Z' });
  const id = randomUUID();
  const before = proxy.state.lost;
  expect(await claim('mine')).toMatchObject({ created: true, user: { sealedTwoManRuleKey: 'mine' } });
  expect(proxy.state.lost).toBe(before + 1);
  expect(await claim('of another')).toMatchObject({ created: false, user: { sealedTwoManRuleKey: 'mine' } });
});

it('knows its own step of an enrolment whose answer was lost, and gives the turn to one of two that ask at once', async () => {
  const users = createDynamoDbUsers(db, TABLE);
  const id = randomUUID();
  await users.claim({ id, sealedTwoManRuleKey: 'key', createdAt: '2026-11-22T10:00:00.000Z' });
  const before = proxy.state.lost;
  const deps = { users, newVersion: randomUUID, now: () => new Date() };
  const steps = await Promise.all(
    ['one', 'other'].map((device) => stepEnrolment(deps, id, { on: 'claim', device })),
  );
  expect(steps.map(({ answer }) => answer).sort()).toEqual(['go', 'wait']);
  expect(proxy.state.lost).toBe(before + 1);
  const kept = (await users.find(id))?.enrolment;
  const next = { state: 'making', attempt: 1, device: 'late', version: 'late' } as const;
  expect(await users.keepEnrolment(id, undefined, next)).toBe(false);
  expect(await users.keepEnrolment(id, 'of before', next, { enrolledAt: 'never' })).toBe(false);
  expect(await users.find(id)).toMatchObject({ enrolment: kept });
  expect((await users.find(id))?.enrolledAt).toBeUndefined();
});

it('answers the author key it has kept though the answer was lost, and the same to another device', async () => {
  const users = createDynamoDbUsers(db, TABLE);
  const id = randomUUID();
  await users.claim({ id, sealedTwoManRuleKey: 'key', createdAt: '2026-11-22T10:00:00.000Z' });
  await enrollUser(users, id, '2026-11-22T10:00:00.000Z');
  const before = proxy.state.lost;
  const deps = { users, now: () => new Date() };
  const [mine, other] = [registrationOf(newAuthorKey(), id), registrationOf(newAuthorKey(), id)];
  const kept = await registerAuthorKey(deps, id, mine);
  expect(proxy.state.lost).toBe(before + 1);
  expect(kept).toMatchObject({ authorKey: mine.authorKey, sealedPrivateKey: mine.sealedPrivateKey });
  expect(await registerAuthorKey(deps, id, other)).toEqual(kept);
  expect((await users.find(id))?.formerAuthorKeys).toEqual([]);
});

it('says that nobody was told of a report whose answer was lost, and keeps the second in its place', async () => {
  const reports = createDynamoDbReports(db, TABLE);
  const keep = (bytes: number) =>
    reports.keep({
      id: 'r1',
      reason: 'spam',
      reportedAt: `2026-11-22T10:00:0${bytes}.000Z`,
      expiresAt: 2_000_000_000,
      sealed: new Uint8Array(40).fill(bytes),
    });
  const before = proxy.state.lost;
  expect(await keep(1)).toEqual({ isTold: false });
  expect(proxy.state.lost).toBe(before + 1);
  await reports.noteTold('r1', '2026-11-22T10:00:02.000Z');
  expect(await keep(2)).toEqual({ isTold: true });
  await reports.noteTold('gone', '2026-11-22T10:00:02.000Z');
  const { Items = [] } = await table.documents.send(
    new QueryCommand({ TableName: TABLE, ...reportsOfStage }),
  );
  expect(Items).toMatchObject([
    { sk: 'r1', reportedAt: '2026-11-22T10:00:02.000Z', sealed: new Uint8Array(40).fill(2) },
  ]);
});

it('takes each call of a budget once when the answer of every write is lost', async () => {
  const bucket = { key: randomUUID(), capacity: 5, refillPerSecond: 0.001 };
  const before = proxy.state.lost;
  const answers = [];
  // Two containers in turn: neither knows what the other took.
  const containers = [createDynamoDbBuckets(db, TABLE), createDynamoDbBuckets(db, TABLE)];
  for (let call = 0; call < 6; call++) answers.push(await containers[call % 2]?.(bucket));
  expect(answers.map((answer) => answer?.taken)).toEqual([true, true, true, true, true, false]);
  expect(proxy.state.lost).toBeGreaterThanOrEqual(before + 5);
});

it('counts each deletion once when the answer of every write is lost', async () => {
  const allowance = createDynamoDbSweepAllowance(db, TABLE, { perDay: 3, now: () => new Date() });
  const taken = [];
  for (const id of ['m1', 'm2', 'm3', 'm1', 'm4']) taken.push(await allowance.take(id));
  expect(taken).toEqual([true, true, true, true, false]);
});
