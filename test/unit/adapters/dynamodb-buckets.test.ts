import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDbBuckets } from '../../../shared/adapters/dynamodb-buckets.ts';
import type { Taken } from '../../../shared/domain/budget.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
const clock = { now: 0 };
let key: string;

beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());
beforeEach(() => {
  clock.now = Date.parse('2026-11-22T10:00:00.000Z');
  key = randomUUID();
});

/** As one container does. */
const container = () => createDynamoDbBuckets(table.db, TABLE, () => clock.now);
const tenOfOneASecond = () => ({ key, capacity: 10, refillPerSecond: 1 });
const pass = (milliseconds: number) => {
  clock.now += milliseconds;
};
const taken = (answers: Taken[]) => answers.filter((answer) => answer.taken).length;
const times = <T>(count: number, act: (index: number) => T | Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)));

describe('a bucket at the table', () => {
  it('gives what it holds, then one for each that comes back', async () => {
    const take = container();
    for (let call = 0; call < 10; call++) expect(await take(tenOfOneASecond())).toEqual({ taken: true });
    expect(await take(tenOfOneASecond())).toEqual({ taken: false, retryAfterSeconds: 1 });
    // Known now, and so said without asking.
    expect(take(tenOfOneASecond())).toEqual({ taken: false, retryAfterSeconds: 1 });
    pass(1_000);
    expect(await take(tenOfOneASecond())).toEqual({ taken: true });
    expect(await take(tenOfOneASecond())).toEqual({ taken: false, retryAfterSeconds: 1 });
    pass(4_000);
    expect(taken([...(await times(5, () => container()(tenOfOneASecond())))])).toBe(4);
  });

  it('is full again after a while, and never fuller', async () => {
    await times(10, () => container()(tenOfOneASecond()));
    pass(3_600_000);
    expect(taken(await times(30, () => container()(tenOfOneASecond())))).toBe(10);
  });

  it.each([1, 10])('gives no more than it holds to 200 calls at once, of %i containers', async (many) => {
    const containers = Array.from({ length: many }, container);
    const answers = await times(200, (index) => (containers[index % many] ?? container())(tenOfOneASecond()));
    expect(taken(answers)).toBe(10);
  });

  it('says how long to wait, and then there is one', async () => {
    const slow = { key, capacity: 2, refillPerSecond: 0.1 };
    const take = container();
    await times(2, () => take(slow));
    pass(3_000);
    const answer = await take(slow);
    if (answer.taken) throw new Error('There was none left');
    pass(answer.retryAfterSeconds * 1_000);
    expect(await take(slow)).toEqual({ taken: true });
    expect(await container()(slow)).toMatchObject({ taken: false });
  });

  it('keeps each key its own', async () => {
    const take = container();
    await times(10, () => take(tenOfOneASecond()));
    expect(await take({ ...tenOfOneASecond(), key: randomUUID() })).toEqual({ taken: true });
  });
});
