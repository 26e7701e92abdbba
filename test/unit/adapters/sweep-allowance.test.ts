import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoDbSweepAllowance } from '../../../shared/adapters/dynamodb-sweep-allowance.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());

it('gives so many a day, however many ask at once, and as many on the next', async () => {
  let time = '2026-11-22T23:59:59.999Z';
  const allowance = createDynamoDbSweepAllowance(table.db, TABLE, {
    perDay: 3,
    now: () => new Date(time),
  });
  const takeAtOnce = async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => allowance.take()));
    return taken.filter(Boolean).length;
  };
  expect(await takeAtOnce()).toBe(3);
  expect(await allowance.take()).toBe(false);
  await allowance.giveBack();
  expect(await takeAtOnce()).toBe(1);
  time = '2026-11-23T00:00:00.000Z';
  await allowance.giveBack(); // of the day before
  expect(await takeAtOnce()).toBe(3);
});
