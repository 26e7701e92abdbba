import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDbSeats } from '../../../shared/adapters/dynamodb-seats.ts';
import type { Seats } from '../../../shared/domain/seats.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'channels';
const HELD_MS = 30_000;

let tables: Awaited<ReturnType<typeof startTables>>;
let seats: Seats;
let now = 0;
let run = 0;
let cid = '';

beforeAll(async () => {
  tables = await startTables(TABLE);
  seats = createDynamoDbSeats(tables.db, TABLE, () => now);
});
afterAll(() => tables.close());
beforeEach(() => {
  run += 1;
  cid = `messaging:channel-${run}`;
});

const members = Array.from({ length: 94 }, (_, index) => `member-${index}`);
const take = (userId: string, there = members, most = 100) =>
  seats.take(cid, { userId, members: there, most });

describe('the places of a channel', () => {
  it('are as many as there are left, however many ask at once', async () => {
    const asked = Array.from({ length: 18 }, (_, index) => `newcomer-${index}`);
    const taken = await Promise.all(asked.map((id) => take(id)));
    expect(taken.filter((seat) => seat !== null)).toHaveLength(6);
  });

  it('are counted once for one person, as member or not', async () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of [...six, ...six]) expect(await take(id)).not.toBeNull();
    expect(await take('g')).toBeNull();
    expect(await take('g', [...members, ...six])).toBeNull();
    expect(await take('a', [...members, ...six])).not.toBeNull();
    expect(await take('member-1')).not.toBeNull();
  });

  it('fall free by themselves when a call broke off, or somebody left', async () => {
    expect(await take('a', members, 95)).not.toBeNull();
    now += HELD_MS - 1;
    expect(await take('b', members, 95)).toBeNull();
    now += 1;
    expect(await take('b', members, 95)).not.toBeNull();
  });

  it('are given back by who took them, and by nobody else', async () => {
    const first = await take('a', members, 95);
    const second = await take('a', members, 95);
    if (!first || !second) throw new Error('There was a place');
    await seats.giveBack(cid, first);
    expect(await take('b', members, 95)).toBeNull();
    await seats.giveBack(cid, second);
    await seats.giveBack(cid, second);
    expect(await take('b', members, 95)).not.toBeNull();
  });

  it('are those of one channel', async () => {
    await take('a', members, 95);
    cid = `${cid}-2`;
    expect(await take('b', members, 95)).not.toBeNull();
  });
});
