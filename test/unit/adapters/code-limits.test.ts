import { randomUUID } from 'node:crypto';
import { GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Dynamodb } from '../../../shared/adapters/dynamodb-client.ts';
import { CODES_PER_ITEM, createDynamoDbCodeDays } from '../../../shared/adapters/dynamodb-code-days.ts';
import { codeDayKey, factorLedgerKey, userLedgerKey } from '../../../shared/adapters/user-items.ts';
import {
  type CodeDays,
  type CodeLimits,
  countCode,
  type WantedCode,
} from '../../../shared/domain/code-limits.ts';
import { aroundCalls } from '../../support/around-calls.ts';
import { codeLimits } from '../../support/code-limits.ts';
import { startTables } from '../../support/tables.ts';

const TABLE = 'users';
const DAY = 86_400;
const clock = { now: new Date() };
let table: Awaited<ReturnType<typeof startTables>>;
let usedUp: string[];
let calls: string[];
let today = Date.parse('2026-11-22T10:00:00.000Z');

beforeAll(async () => {
  table = await startTables(TABLE);
  watch(table.db);
});
afterAll(() => table.close());
/** Other days for each test: the counts of the stage are all tests'. */
beforeEach(() => {
  today += 2 * DAY * 1_000;
  clock.now = new Date(today);
  usedUp = [];
  calls = [];
});

/** Which operations reach DynamoDB, in their order. */
const watch = (db: Dynamodb): void =>
  aroundCalls(db, (call, _, go) => {
    calls.push(call);
    return go();
  });

const wanted = (more: Partial<WantedCode> = {}): WantedCode => ({
  userId: randomUUID(),
  factorIndex: 'index',
  factorKey: randomUUID(),
  callingCode: '32',
  isBound: false,
  ...more,
});
const countWith = (limits: Partial<CodeLimits>, code: WantedCode, db = table.db) =>
  countCode(
    {
      ...codeLimits(db, TABLE, limits),
      now: () => clock.now,
      onUsedUp: (of) => usedUp.push(of),
    },
    code,
  );
/** Undefined when counted, else the seconds of the refusal. */
const waitOf = (limits: Partial<CodeLimits>, code: WantedCode): Promise<number | undefined> =>
  countWith(limits, code).then(
    () => undefined,
    (error) => {
      expect(error).toMatchObject({ type: 'CHALLENGE_RATE_LIMITED' });
      return error.retryAfterSeconds;
    },
  );
const together = (times: number, limits: Partial<CodeLimits>, code: (index: number) => WantedCode) =>
  Promise.all(Array.from({ length: times }, (_, index) => waitOf(limits, code(index))));
const countedOf = (answers: unknown[]) => answers.filter((answer) => answer === undefined).length;
const later = (seconds: number) => {
  clock.now = new Date(clock.now.getTime() + seconds * 1_000);
};
/** All that is counted anywhere: codes in ledgers, ids in days. */
const counted = async () => {
  const { Items = [] } = await table.documents.send(
    new ScanCommand({ TableName: TABLE, ConsistentRead: true }),
  );
  return Items.reduce((sum, { codes = [], ids = [] }) => sum + [...codes, ...ids].length, 0);
};

describe('a code that was taken back', () => {
  it('leaves a ledger that goes as if it had gone out', async () => {
    const code = wanted();
    await (await countWith({}, code))();
    for (const Key of [userLedgerKey(code.userId), factorLedgerKey(code.factorKey)]) {
      const { Item } = await table.documents.send(new GetCommand({ TableName: TABLE, Key }));
      expect(Item).toMatchObject({ codes: [], expiresAt: Math.ceil(today / 1_000) + DAY });
    }
  });

  it('because a later count failed counts nowhere', async () => {
    const before = await counted();
    const limits = codeLimits(table.db, TABLE, {});
    const deps = { ...limits, now: () => clock.now, onUsedUp: () => {} };
    const ofStage: CodeDays['count'] = (day, id) =>
      day.of === 'stage' ? limits.days.count(day, id) : Promise.reject(new Error('no answer'));
    await expect(countCode({ ...deps, days: { count: ofStage } }, wanted())).rejects.toThrow('no answer');
    expect(await counted()).toBe(before);
  });
});

describe('a code is refused', () => {
  it('to a user who had one just now, and again with less to wait, and then no more', async () => {
    const limits = { coolDowns: [30, 60] };
    const code = wanted();
    expect(await waitOf(limits, code)).toBeUndefined();
    expect(await waitOf(limits, code)).toBe(30);
    later(20);
    for (let time = 0; time < 5; time++) expect(await waitOf(limits, code)).toBe(10); // refusals extend nothing
    later(10);
    expect(await waitOf(limits, code)).toBeUndefined();
    expect(await waitOf(limits, code)).toBe(60);
  });

  it('to a phone that had one just now, whoever asked, and not to another phone', async () => {
    const limits = { coolDowns: [30] };
    const code = wanted();
    expect(await waitOf(limits, code)).toBeUndefined();
    expect(await waitOf(limits, { ...code, userId: randomUUID() })).toBe(30);
    expect(await waitOf(limits, wanted())).toBeUndefined();
  });

  it('when strangers have used up what a phone gets in a day, but not to who is enrolled with it', async () => {
    const limits = { perFactor: 6 };
    const factorKey = randomUUID();
    const strangers = await together(20, limits, () => wanted({ factorKey }));
    expect(countedOf(strangers)).toBe(4);
    expect(strangers.filter((seconds) => seconds !== undefined && seconds > 1)).toContain(DAY);
    const owner = wanted({ factorKey, isBound: true });
    expect([await waitOf(limits, owner), await waitOf(limits, owner)]).toEqual([undefined, undefined]);
    expect(await waitOf(limits, owner)).toBe(DAY);
  });

  it('does not have who is enrolled with a phone wait for what strangers asked for', async () => {
    const limits = { coolDowns: [300] };
    const factorKey = randomUUID();
    expect(await waitOf(limits, wanted({ factorKey }))).toBeUndefined();
    const owner = wanted({ factorKey, isBound: true });
    expect(await waitOf(limits, owner)).toBeUndefined();
    expect(await waitOf(limits, owner)).toBe(300);
  });

  it('to the fourth number of a user in a day, and not to one of the three', async () => {
    const limits = { factorsPerUser: 3 };
    const userId = randomUUID();
    const to = (factorIndex: string) => waitOf(limits, wanted({ userId, factorIndex }));
    for (const index of ['a', 'b', 'c', 'a']) expect(await to(index)).toBeUndefined();
    expect(await to('d')).toBe(DAY);
    expect(await to('b')).toBeUndefined();
  });

  it('to a calling code that had its share, and to no other, until midnight UTC', async () => {
    const limits = { perCallingCode: 3 };
    const answers = await together(10, limits, () => wanted({ callingCode: '33' }));
    expect(countedOf(answers)).toBe(3);
    expect(new Set(answers)).toEqual(new Set([undefined, 14 * 3_600]));
    expect(new Set(usedUp)).toEqual(new Set(['callingCode']));
    expect(await waitOf(limits, wanted({ callingCode: '32' }))).toBeUndefined();
    expect(await waitOf(limits, wanted({ callingCode: undefined }))).toBeUndefined();
    later(14 * 3_600);
    expect(await waitOf(limits, wanted({ callingCode: '33' }))).toBeUndefined();
  });

  it('to everybody when the stage has none left, which is told', async () => {
    const limits = { perStage: 2 };
    expect(countedOf(await together(5, limits, () => wanted()))).toBe(2);
    expect(await waitOf(limits, wanted({ callingCode: undefined }))).toBe(14 * 3_600);
    expect(new Set(usedUp)).toEqual(new Set(['stage']));
  });
});

describe('requests at once', () => {
  it.each<[string, Partial<CodeLimits>, (index: number) => Partial<WantedCode>, number, number]>([
    ['of one user, with a wait', { coolDowns: [30] }, () => ({ userId: 'one' }), 200, 1],
    ['of one user, without', { perUser: 5 }, () => ({ userId: 'two' }), 40, 5],
    ['for one phone', { coolDowns: [30] }, () => ({ factorKey: 'phone' }), 200, 1],
    ['for one country', { perCallingCode: 10 }, () => ({}), 40, 10],
    ['for the stage', { perStage: 10 }, (index) => ({ callingCode: String(index) }), 40, 10],
  ])(
    '%s: exactly what the limit says, and the others are counted nowhere',
    async (_, limits, more, times, expected) => {
      const before = await counted();
      const answers = await together(times, limits, (index) => wanted(more(index)));
      expect(countedOf(answers)).toBe(expected);
      for (const seconds of answers) expect(seconds ?? 1).toBeGreaterThan(0);
      expect((await counted()) - before).toBe(expected * 4); // user, phone, country, stage
    },
  );
});

describe('a count', () => {
  it('is taken back everywhere when no code went out, and once only', async () => {
    const before = await counted();
    const code = wanted();
    const takeBack = await countWith({}, code);
    expect((await counted()) - before).toBe(4);
    await takeBack();
    await takeBack();
    expect(await counted()).toBe(before);
    expect(await waitOf({ perUser: 1, perFactor: 1 }, code)).toBeUndefined();
  });

  it('uses all of a day that lies in several items, and no more', async () => {
    const days = createDynamoDbCodeDays(table.db, TABLE);
    const day = { of: 'stage', day: '2030-01-01', limit: CODES_PER_ITEM + 2 } as const;
    const ids = Array.from({ length: CODES_PER_ITEM }, () => randomUUID().slice(0, 12));
    await table.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: codeDayKey(day, 0),
        UpdateExpression: 'ADD ids :ids',
        ExpressionAttributeValues: { ':ids': new Set(ids) },
      }),
    );
    const taken = await Promise.all(Array.from({ length: 10 }, () => days.count(day, randomUUID())));
    expect(taken.filter((undo) => undo !== null)).toHaveLength(2);
    await taken.find((undo) => undo !== null)?.();
    expect(await days.count(day, randomUUID())).not.toBeNull();
    expect(await days.count(day, randomUUID())).toBeNull();
    const { ConsumedCapacity } = await table.documents.send(
      new GetCommand({
        TableName: TABLE,
        Key: codeDayKey(day, 0),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect((ConsumedCapacity?.CapacityUnits ?? 0) * 4).toBeLessThanOrEqual(16); // KB
  });

  it('takes four writes, two of them at once, and a refusal none', async () => {
    const code = wanted();
    await countWith({}, code);
    expect(calls).toEqual(['get', 'get', 'update', 'update', 'update', 'update']);
    calls = [];
    expect(await waitOf({ perUser: 1 }, code)).toBe(DAY);
    expect(calls).toEqual(['get', 'get']);
  });
});
