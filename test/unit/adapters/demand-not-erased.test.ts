import { randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createDemandNotErased } from '../../../shared/adapters/demand-not-erased.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { userKey } from '../../../shared/adapters/user-items.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
const before = { ...process.env };

beforeAll(async () => {
  table = await startUsersTable();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterAll(async () => {
  process.env = before;
  await table.close();
});

const demand = createDemandNotErased(TABLE);
const at = '2026-11-22T10:00:00.000Z';

it('lets those through who have a record, and those who have none', async () => {
  const users = createDynamoDbUsers(table.db, TABLE);
  await users.claim({ id: 'alice', sealedTwoManRuleKey: 'sealed', createdAt: at });
  await expect(demand('alice')).resolves.toBeUndefined();
  await expect(demand('nobody')).resolves.toBeUndefined();
});

it('stops those who were erased, from the first moment', async () => {
  await createDynamoDbErasures(table.db, TABLE).begin('bob', { receiptId: randomUUID(), requestedAt: at });
  await expect(demand('bob')).rejects.toMatchObject({ name: 'AppError', type: 'USER_ERASED' });
});

it('stops those who are going to be erased, and says when', async () => {
  const erasurePending = { receiptId: randomUUID(), requestedAt: at, dueAt: '2026-11-29T10:00:00.000Z' };
  const users = createDynamoDbUsers(table.db, TABLE);
  await users.claim({ id: 'carol', sealedTwoManRuleKey: 'sealed', createdAt: at });
  await table.db.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: userKey('carol'),
      UpdateExpression: 'SET erasurePending = :pending',
      ExpressionAttributeValues: { ':pending': erasurePending },
    }),
  );
  const pending = { type: 'ERASURE_PENDING', dueAt: erasurePending.dueAt };
  await expect(demand('carol')).rejects.toMatchObject(pending);
  await expect(users.find('carol')).rejects.toMatchObject(pending);
  await expect(users.enroll('carol', at)).rejects.toMatchObject(pending);
  await expect(users.noteAuthFactor('carol', { index: 'i', hint: 'h' }, at)).rejects.toMatchObject(pending);
  await expect(
    users.claim({ id: 'carol', sealedTwoManRuleKey: 'other', createdAt: at }),
  ).rejects.toMatchObject(pending);
  const { Item } = await table.db.send(new GetCommand({ TableName: TABLE, Key: userKey('carol') }));
  expect(Item).toMatchObject({ sealedTwoManRuleKey: 'sealed', authFactors: {} });
  expect(Item).not.toHaveProperty('enrolledAt');
});

it('lets nobody through when the table cannot be asked', async () => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  await expect(createDemandNotErased('no-such-table')('alice')).rejects.toThrow('DynamoDB answered 400');
});
