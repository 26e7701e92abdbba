import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createDemandNotErased } from '../../../shared/adapters/demand-not-erased.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
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

it('lets nobody through when the table cannot be asked', async () => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
  await expect(createDemandNotErased('no-such-table')('alice')).rejects.toThrow('DynamoDB answered 400');
});
