import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbSweepAllowance } from '../../../shared/adapters/dynamodb-sweep-allowance.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());

it('gives so many an hour, however many ask at once, and as many in the next', async () => {
  let time = '2026-11-22T10:59:59.999Z';
  const allowance = createDynamoDbSweepAllowance(table.db, TABLE, {
    perHour: 3,
    now: () => new Date(time),
  });
  const takeAtOnce = async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => allowance.take()));
    return taken.filter(Boolean).length;
  };
  expect(await takeAtOnce()).toBe(3);
  expect(await allowance.take()).toBe(false);
  time = '2026-11-22T11:00:00.000Z';
  expect(await takeAtOnce()).toBe(3);
});
