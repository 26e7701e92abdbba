import { randomUUID } from 'node:crypto';
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
    const ids = Array.from({ length: 8 }, () => randomUUID());
    const taken = await Promise.all(ids.map((id) => allowance.take(id)));
    return ids.filter((_, index) => taken[index]);
  };
  const allowed = await takeAtOnce();
  expect(allowed).toHaveLength(3);
  expect(await allowance.take('another')).toBe(false);
  expect(await allowance.take(allowed[0] ?? '')).toBe(true); // that one again, and nothing more
  expect(await takeAtOnce()).toHaveLength(0);
  time = '2026-11-23T00:00:00.000Z';
  expect(await takeAtOnce()).toHaveLength(3);
});
