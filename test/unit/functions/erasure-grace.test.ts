import { randomUUID } from 'node:crypto';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler as eraseHandler } from '../../../functions/erase/handler.ts';
import { createHandler as eraseDueHandler } from '../../../functions/erase-due/handler.ts';
import { createHandler as exportHandler } from '../../../functions/export-me/handler.ts';
import { createHandler as sigchainHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createHandler as undoHandler } from '../../../functions/undo-erasure/handler.ts';
import { createReadAccountStates } from '../../../shared/adapters/accounts.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createFindHoldings } from '../../../shared/adapters/dynamodb-holdings.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import type { ErasureReceipt } from '../../../shared/contract/erasure.ts';
import type { ExportResponse } from '../../../shared/contract/export.ts';
import { type EraseDueReport, eraseDue } from '../../../shared/domain/erase-due.ts';
import type { Erasures } from '../../../shared/domain/erasure.ts';
import { call, type Reply } from '../../support/call.ts';
import { enrollUser } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';
import { createInMemoryStreamUsers } from '../../support/in-memory-stream-users.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const START = new Date('2026-11-22T10:00:00.000Z');
const WEEK = 7 * 86_400;
const clock = { now: START };
/** Later at each look. */
const now = () => {
  clock.now = new Date(clock.now.getTime() + 10);
  return clock.now;
};
const later = (seconds: number) => {
  clock.now = new Date(clock.now.getTime() + seconds * 1000);
};
const secondsAgo = (seconds: number) => String(Math.floor(clock.now.getTime() / 1000) - seconds);

let table: Awaited<ReturnType<typeof startUsersTable>>;
let users: ReturnType<typeof createDynamoDbUsers>;
let erasures: Erasures;
let atStream: ReturnType<typeof createInMemoryStreamUsers>;
let subject: string;
let grace: { graceSeconds: number; demandAuthTime: boolean };

const guard = {
  ...openGuard,
  readAccountStates: (userId: string) => createReadAccountStates(table.db, TABLE)(userId),
};
const deps = (own: Erasures = erasures) => ({
  ...grace,
  erasures: own,
  streamUsers: atStream.users,
  newReceiptId: randomUUID,
  pause: async (milliseconds: number) => later(milliseconds / 1000),
  now,
});
const handlers = {
  erase: () => eraseHandler({ guard, ...deps() }),
  undo: () => undoHandler({ guard, erasures }),
  export: () =>
    exportHandler({
      guard,
      findHoldings: createFindHoldings(table.db, TABLE),
      sealdIdPrefix: 'TESTING',
      now,
    }),
};
const ask = (name: keyof typeof handlers, authTime?: string) =>
  call(handlers[name](), { subject, ...(authTime !== undefined && { authTime }) });
/** What somebody is told who asks for the subject's registered hash, and shares a channel with them. */
const registeredFor = (caller: string) =>
  call(sigchainHandler({ guard, users, channels: { shareChannel: async () => true } }), {
    subject: caller,
    path: { userId: subject },
  });
const run = async (remaining = 300_000) =>
  (await eraseDueHandler(deps())(
    {},
    { awsRequestId: 'run', getRemainingTimeInMillis: () => remaining },
  )) as EraseDueReport;
const typeOf = ({ statusCode, body }: Reply) => [
  statusCode,
  (body as { error?: { type: string } }).error?.type,
];
const receiptIn = ({ body }: Reply) => body as ErasureReceipt;
const itemsUnder = async (pk: string) => {
  const query = { TableName: TABLE, KeyConditionExpression: 'pk = :pk' };
  const { Items = [] } = await table.documents.send(
    new QueryCommand({ ...query, ExpressionAttributeValues: { ':pk': pk } }),
  );
  return Items;
};
const record = async () => (await itemsUnder(`USER#${subject}`)).find(({ sk }) => sk === 'USER');
const queued = async () => (await itemsUnder('ERASURES')).filter(({ userId }) => userId === subject);
const claim = () =>
  users.claim({ id: subject, sealedTwoManRuleKey: 'sealed', createdAt: START.toISOString() });

beforeAll(async () => {
  table = await startUsersTable();
  users = createDynamoDbUsers(table.db, TABLE);
  erasures = createDynamoDbErasures(table.db, TABLE);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => table.close());
beforeEach(async () => {
  for (const { userId, dueAt } of await itemsUnder('ERASURES')) await erasures.dequeue({ userId, dueAt });
  subject = `user-${randomUUID()}`;
  clock.now = START;
  grace = { graceSeconds: WEEK, demandAuthTime: false };
  atStream = createInMemoryStreamUsers([subject]);
});

describe('the sign-in that DELETE /me needs', () => {
  it.each([
    ['of this moment', () => secondsAgo(0), true],
    ['four minutes ago', () => secondsAgo(240), true],
    ['with a fraction, as a NumericDate may have one', () => `${secondsAgo(10)}.25`, true],
    ["a little later than our clock, by the provider's", () => secondsAgo(-20), true],
    ['six minutes ago', () => secondsAgo(360), false],
    ['in the future', () => secondsAgo(-120), false],
    ['no time', () => 'yesterday', false],
    ['an empty text', () => '', false],
    ['a time of another form', () => '1.7953416E9x', false],
    ['below zero', () => '-1', false],
  ])('%s', async (_when, authTime, isEnough) => {
    await claim();
    const reply = await ask('erase', authTime());
    expect(typeOf(reply)).toEqual(isEnough ? [202, undefined] : [403, 'REAUTHENTICATION_REQUIRED']);
    expect((await record())?.erasurePending === undefined).toBe(!isEnough);
    expect(atStream.stream.calls).toEqual(isEnough ? ['revokeTokens'] : []);
  });

  it('may be left unsaid where the stage does not demand it', async () => {
    expect((await ask('erase')).statusCode).toBe(202);
    subject = `user-${randomUUID()}`;
    grace.demandAuthTime = true;
    expect(typeOf(await ask('erase'))).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
  });

  it('is not needed for what is noted already', async () => {
    const first = await ask('erase', secondsAgo(0));
    later(3_600);
    expect((await ask('erase', secondsAgo(7_200))).body).toEqual(first.body);
    later(WEEK);
    await run();
    expect((await ask('erase', secondsAgo(WEEK))).statusCode).toBe(200);
  });

  it('is needed again once the account was kept', async () => {
    await ask('erase', secondsAgo(0));
    await ask('undo');
    expect(typeOf(await ask('erase', secondsAgo(400)))).toEqual([403, 'REAUTHENTICATION_REQUIRED']);
  });
});

describe('the time of grace', () => {
  it('leaves everything as it was, but for the tokens, and says until when', async () => {
    await claim();
    const before = await record();
    const reply = await ask('erase', secondsAgo(0));
    const { requestedAt, dueAt, steps } = receiptIn(reply);
    expect(reply.statusCode).toBe(202);
    expect(reply.body).not.toHaveProperty('completedAt');
    expect(Date.parse(dueAt) - Date.parse(requestedAt)).toBe(WEEK * 1000);
    expect(steps.map(({ name }) => name)).toEqual(['streamTokensRevoked']);
    const { erasurePending, ...rest } = (await record()) ?? {};
    expect(rest).toEqual(before);
    expect(erasurePending).toMatchObject({ requestedAt, dueAt });
    await expect(users.find(subject)).rejects.toMatchObject({ type: 'ERASURE_PENDING', dueAt });
    expect(atStream.stream.calls).toEqual(['revokeTokens']);
  });

  it('gives the export, with the receipt', async () => {
    await claim();
    const { body: receipt } = await ask('erase');
    expect((await ask('export')).body).toMatchObject({
      record: { createdAt: expect.any(String) },
      erasure: receipt,
    });
    subject = `user-${randomUUID()}`;
    await ask('erase');
    const { body } = await ask('export');
    expect(body).toMatchObject({ erasure: { userId: subject } });
    expect(body).not.toHaveProperty('record');
    expect((body as ExportResponse).elsewhere.map(({ holder }) => holder)).toContain('stream');
  });

  it('is told to nobody else: for others the account is as it was until it is erased', async () => {
    await claim();
    await enrollUser(users, subject, START.toISOString(), 'a1'.repeat(32));
    const before = await registeredFor('bob');
    expect(before.body).toMatchObject({ registered: { sigchainHash: 'a1'.repeat(32) } });
    const { dueAt } = receiptIn(await ask('erase'));
    expect(await registeredFor('bob')).toEqual(before);
    const own = await registeredFor(subject);
    expect(own).toMatchObject({ statusCode: 403, body: { error: { type: 'ERASURE_PENDING', dueAt } } });
    later(WEEK + 1);
    await run();
    expect(await registeredFor('bob')).toMatchObject({ statusCode: 200, body: { registered: null } });
    expect(typeOf(await registeredFor(subject))).toEqual([410, 'USER_ERASED']);
  });

  it('is told to nobody else either of somebody who had not signed up', async () => {
    await ask('erase');
    expect(await registeredFor('bob')).toMatchObject({ statusCode: 200, body: { registered: null } });
  });

  it('goes on where Stream failed: nobody has a token meanwhile, and a repeat ends the others', async () => {
    await claim();
    atStream.stream.fails = 'revokeTokens';
    expect(typeOf(await ask('erase'))).toEqual([502, 'STREAM_UNAVAILABLE']);
    await expect(users.find(subject)).rejects.toMatchObject({ type: 'ERASURE_PENDING' });
    atStream.stream.fails = undefined;
    expect(receiptIn(await ask('erase')).steps).toHaveLength(1);
    await ask('erase');
    expect(atStream.stream.calls).toEqual(['revokeTokens', 'revokeTokens']);
  });

  it('gives racing calls one receipt, and one place in the queue', async () => {
    await claim();
    const replies = await Promise.all(Array.from({ length: 12 }, () => ask('erase', secondsAgo(0))));
    expect(new Set(replies.map((reply) => receiptIn(reply).receiptId)).size).toBe(1);
    expect(await queued()).toMatchObject([{ dueAt: receiptIn(replies[0] as Reply).dueAt }]);
  });

  it('lets nobody sign up into it who had not before', async () => {
    await ask('erase');
    await expect(claim()).rejects.toMatchObject({ type: 'ERASURE_PENDING' });
    await ask('undo');
    expect(await itemsUnder(`USER#${subject}`)).toEqual([]);
    expect((await claim()).created).toBe(true);
  });
});

describe('DELETE /me/erasure', () => {
  it('makes it as it was; a repeat, and one without an erasure, answers the same', async () => {
    await claim();
    const before = await record();
    const kept = [200, { userId: subject, isKept: true }];
    const undo = async () => {
      const { statusCode, body } = await ask('undo');
      return [statusCode, body];
    };
    expect(await undo()).toEqual(kept);
    await ask('erase');
    expect(await undo()).toEqual(kept);
    expect(await undo()).toEqual(kept);
    expect(await record()).toEqual(before);
    expect(await queued()).toEqual([]);
    later(2 * WEEK);
    expect(await run()).toMatchObject({ completed: 0, unfinished: 0 });
    expect((await users.find(subject))?.sealedTwoManRuleKey).toBe('sealed');
  });

  it('takes back one that did not get as far as Stream', async () => {
    await claim();
    atStream.stream.fails = 'revokeTokens';
    await ask('erase');
    expect((await ask('undo')).statusCode).toBe(200);
    expect(await users.find(subject)).toMatchObject({ id: subject });
  });

  it('is too late once it is carried out', async () => {
    await ask('erase');
    later(WEEK + 1);
    await run();
    expect(typeOf(await ask('undo'))).toEqual([410, 'USER_ERASED']);
  });

  it('that races with the run either keeps all or comes too late', async () => {
    const ends = { kept: 0, erased: 0 };
    for (let round = 0; round < 20; round++) {
      subject = `user-${randomUUID()}`;
      await claim();
      await ask('erase');
      later(WEEK + 1);
      const [undone] = await Promise.all([ask('undo'), run()]);
      const isKept = undone.statusCode === 200;
      ends[isKept ? 'kept' : 'erased']++;
      if (isKept) expect(await record()).toMatchObject({ sealedTwoManRuleKey: 'sealed' });
      else expect(await record()).not.toHaveProperty('sealedTwoManRuleKey');
      if (isKept) expect(await record()).not.toHaveProperty('erasurePending');
    }
    expect(ends.kept + ends.erased).toBe(20);
  });

  it('that comes in the middle of the run: the record stays, and nothing is asked of Stream', async () => {
    await claim();
    await ask('erase');
    later(WEEK + 1);
    const racing: Erasures = {
      ...erasures,
      begin: async (...first) => {
        await ask('undo');
        return erasures.begin(...first);
      },
    };
    await eraseDue({ ...deps(racing), until: clock.now.getTime() + 60_000 });
    expect(await record()).toMatchObject({ sealedTwoManRuleKey: 'sealed' });
    expect(atStream.stream.calls).toEqual(['revokeTokens']);
  });

  it('does not take one out of the queue that was begun meanwhile', async () => {
    await claim();
    await ask('erase');
    const state = await erasures.find(subject);
    if (state.kind !== 'pending') throw new Error('not pending');
    await erasures.begin(state.pending, state.pending, now().toISOString());
    expect(await erasures.takeBackPending(state.pending)).toMatchObject({ kind: 'erased' });
    expect(await queued()).toHaveLength(1);
  });
});

describe('the run for what is due', () => {
  it('erases whose time is over, and nobody else', async () => {
    await claim();
    await ask('erase');
    const early = subject;
    later(3_600);
    subject = `user-${randomUUID()}`;
    atStream.stream.known.add(subject);
    await claim();
    await ask('erase');
    const late = subject;
    clock.now = new Date(START.getTime() + WEEK * 1000 + 60_000);
    expect(await run()).toMatchObject({ outcome: 'finished', completed: 1, unfinished: 0, lagSeconds: 0 });
    subject = early;
    expect((await ask('erase')).statusCode).toBe(200);
    expect(await queued()).toEqual([]);
    subject = late;
    expect((await ask('erase')).statusCode).toBe(202);
    expect(await queued()).toHaveLength(1);
    expect(atStream.stream.known).toEqual(new Set([late]));
  });

  it('goes on with those that Stream is at, says for how long they have been due, and ends them', async () => {
    await ask('erase');
    later(WEEK + 60);
    atStream.stream.states = ['running'];
    expect(await run()).toMatchObject({ completed: 0, unfinished: 1 });
    later(3_600);
    const { lagSeconds } = await run();
    expect(lagSeconds).toBeGreaterThanOrEqual(3_660);
    atStream.stream.states = ['done'];
    expect(await run()).toMatchObject({ completed: 1, unfinished: 0, lagSeconds: 0 });
    expect(atStream.stream.calls.filter((name) => name === 'startDeletion')).toHaveLength(1);
  });

  it('goes on after one that Stream refuses; where it refuses many, it ends', async () => {
    const everybody = [subject, ...Array.from({ length: 8 }, () => `user-${randomUUID()}`)];
    for (const one of everybody) {
      subject = one;
      atStream.stream.known.add(one);
      await ask('erase');
    }
    later(WEEK + 60);
    const { startDeletion } = atStream.users;
    const [first] = everybody;
    atStream.users.startDeletion = (userId) => {
      atStream.stream.fails = userId === first ? 'startDeletion' : undefined;
      return startDeletion(userId);
    };
    expect(await run()).toMatchObject({ outcome: 'finished', completed: 8, refused: 1 });
    atStream.users.startDeletion = startDeletion;
    atStream.stream.fails = 'revokeTokens';
    for (const one of everybody.map((id) => `${id}-2`)) {
      subject = one;
      const at = clock.now.toISOString();
      await erasures.schedule({ userId: one, receiptId: randomUUID(), requestedAt: at, dueAt: at });
    }
    later(1);
    const report = await run();
    expect(report).toMatchObject({ outcome: 'stream-away' });
    expect(report.refused).toBeLessThan(9);
  });

  it('goes on after those who do not get out of their channels', async () => {
    const stuck = [subject, ...Array.from({ length: 11 }, () => `user-${randomUUID()}`)];
    const free = `user-${randomUUID()}`;
    for (const one of [...stuck, free]) {
      subject = one;
      atStream.stream.known.add(one);
      await ask('erase');
    }
    atStream.stream.channels.set('encrypted:stuck', new Set(stuck));
    atStream.users.leaveChannel = async () => {};
    later(WEEK + 60);
    expect(await run()).toMatchObject({ outcome: 'finished', completed: 1, unfinished: 12 });
    expect(atStream.stream.known).toEqual(new Set(stuck));
  });

  it('ends in time, and the next run goes on', async () => {
    await ask('erase');
    later(WEEK + 60);
    const report = await run(10_000);
    expect(report).toMatchObject({ outcome: 'out-of-time', completed: 0 });
    expect(report.lagSeconds).toBeGreaterThanOrEqual(60);
    expect(await run()).toMatchObject({ outcome: 'finished', completed: 1 });
  });

  it('finishes what a crash has left, and forgets what nobody waits for', async () => {
    grace = { graceSeconds: 0, demandAuthTime: false };
    atStream.stream.fails = 'channelsOf';
    expect(typeOf(await ask('erase'))).toEqual([502, 'STREAM_UNAVAILABLE']);
    atStream.stream.fails = undefined;
    expect(await run()).toMatchObject({ completed: 1 });
    expect(await queued()).toEqual([]);
    const request = { receiptId: randomUUID(), requestedAt: '', dueAt: clock.now.toISOString() };
    const crashed = { ...request, userId: `${subject}-crashed` };
    await createDynamoDbErasures(table.db, TABLE).schedule(crashed);
    await table.documents.send(
      new DeleteCommand({
        TableName: TABLE,
        Key: { pk: `USER#${crashed.userId}`, sk: 'USER' },
      }),
    );
    subject = crashed.userId;
    later(60);
    await run();
    expect(await queued()).toHaveLength(1); // perhaps about to be noted
    later(16 * 60);
    expect(await run()).toMatchObject({ completed: 0, unfinished: 0, lagSeconds: 0 });
    expect(await queued()).toEqual([]);
  });
});

describe('the channels of somebody erased', () => {
  const inChannels = (count: number) => {
    for (let index = 0; index < count; index++)
      atStream.stream.channels.set(`encrypted:c${index}`, new Set([subject, 'bob']));
  };

  it('outlive them, those of two as well, however many there are', async () => {
    grace.graceSeconds = 0;
    inChannels(70);
    expect((await ask('erase')).statusCode).toBe(200);
    expect(atStream.stream.channels.size).toBe(70);
    expect([...atStream.stream.channels.values()].every((members) => !members.has(subject))).toBe(true);
  });

  it('are left also where Stream lists them late', async () => {
    grace.graceSeconds = 0;
    inChannels(2);
    atStream.stream.listedLate = 3;
    expect((await ask('erase')).statusCode).toBe(200);
    expect(atStream.stream.channels.size).toBe(2);
  });

  it('are left over several calls when they are too many for one', async () => {
    grace.graceSeconds = 0;
    inChannels(40);
    const { leaveChannel } = atStream.users;
    atStream.users.leaveChannel = (...asked) => {
      later(0.2);
      return leaveChannel(...asked);
    };
    const first = await ask('erase');
    expect([first.statusCode, receiptIn(first).steps.map(({ name }) => name)]).toEqual([
      202,
      ['recordErased', 'detailsErased', 'streamTokensRevoked'],
    ]);
    expect(atStream.stream.calls).not.toContain('startDeletion');
    while ((await ask('erase')).statusCode === 202)
      expect(clock.now.getTime()).toBeLessThan(START.getTime() + 60_000);
    expect(atStream.stream.channels.size).toBe(40);
  });

  it('are left again when somebody has added them before Stream was asked, or asked anew', async () => {
    grace.graceSeconds = 0;
    inChannels(1);
    const { startDeletion } = atStream.users;
    atStream.stream.fails = 'startDeletion';
    expect((await ask('erase')).statusCode).toBe(502);
    atStream.stream.fails = undefined;
    inChannels(1);
    const { deletionState } = atStream.users;
    atStream.users.startDeletion = async (userId) => {
      const task = await startDeletion(userId);
      if (atStream.stream.states[0] === 'failed') atStream.stream.known.add(userId);
      return task;
    };
    atStream.users.deletionState = async (...asked) => {
      const state = await deletionState(...asked);
      if (state === 'failed') inChannels(1);
      return state;
    };
    atStream.stream.states = ['failed', 'done'];
    expect((await ask('erase')).statusCode).toBe(202);
    expect((await ask('erase')).statusCode).toBe(200);
    expect(atStream.stream.channels.get('encrypted:c0')).toEqual(new Set(['bob']));
  });
});
