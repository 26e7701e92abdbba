import { randomUUID } from 'node:crypto';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler as authorKeyHandler } from '../../../functions/author-key/handler.ts';
import { createHandler as challengeHandler } from '../../../functions/challenge/handler.ts';
import { createHandler as claimIdentityHandler } from '../../../functions/claim-identity/handler.ts';
import { createHandler as enrollHandler } from '../../../functions/enroll/handler.ts';
import { createHandler as eraseHandler } from '../../../functions/erase/handler.ts';
import { createHandler as exportHandler } from '../../../functions/export-me/handler.ts';
import { createHandler as meHandler } from '../../../functions/me/handler.ts';
import { createHandler as sigchainHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createHandler as signupHandler } from '../../../functions/signup/handler.ts';
import { createHandler as tokenHandler } from '../../../functions/token/handler.ts';
import { deployedGuard } from '../../../shared/adapters/deployed-guard.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createFindHoldings } from '../../../shared/adapters/dynamodb-holdings.ts';
import { createDynamoDbPeers } from '../../../shared/adapters/dynamodb-peers.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { createOpen, createSeal } from '../../../shared/adapters/two-man-rule-seal.ts';
import type { ErasureReceipt } from '../../../shared/contract/erasure.ts';
import type { ExportResponse } from '../../../shared/contract/export.ts';
import type { StreamUsers } from '../../../shared/domain/stream-users.ts';
import { newTwoManRuleKey } from '../../../shared/domain/two-man-rule-key.ts';
import { newAuthorKey, registrationOf } from '../../support/author-keys.ts';
import { call, type Reply } from '../../support/call.ts';
import { capture, MARKERS } from '../../support/captured-log.ts';
import { codeLimits } from '../../support/code-limits.ts';
import { ACCOUNT, enrollUser, SAVING } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';
import { createInMemoryStreamUsers } from '../../support/in-memory-stream-users.ts';
import { held, sealingSecret } from '../../support/secrets.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const START = new Date('2026-11-22T10:00:00.000Z');
const STEPS = ['recordErased', 'detailsErased', 'streamTokensRevoked', 'leftChannels', 'streamUserDeleted'];
/** A stage without a time of grace; for the others see erasure-grace.test.ts. */
const AT_ONCE = { graceSeconds: 0, demandAuthTime: false };
const phoneNumber = '+32470123456';
const sigchainHash = 'a1'.repeat(32);
const clock = { now: START };
/** Later at each look, so that a step done twice would show. */
const now = () => {
  clock.now = new Date(clock.now.getTime() + 10);
  return clock.now;
};

let table: Awaited<ReturnType<typeof startUsersTable>>;
let subject: string;
let atStream: ReturnType<typeof createInMemoryStreamUsers>;
let handlers: ReturnType<typeof createHandlers>;

const createHandlers = (streamUsers: StreamUsers) => {
  const users = createDynamoDbUsers(table.db, TABLE);
  const guard = deployedGuard({
    TABLE_NAME: TABLE,
    LOGS_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:logs',
    BUDGET: 'account',
    BUDGET_CAPACITY: 1000,
    BUDGET_REFILL_PER_SECOND: 1000,
  });
  const view = {
    guard,
    users,
    sealdIdPrefix: 'TESTING',
    activationKeyType: 'signupJwt' as const,
    issueActivationKey: async () => 'activation-key',
    openTwoManRuleKey: createOpen(held(sealingSecret)),
  };
  return {
    signup: signupHandler({
      ...view,
      newTwoManRuleKey,
      sealTwoManRuleKey: createSeal(held(sealingSecret)),
      now,
    }),
    me: meHandler(view),
    challenge: challengeHandler({
      ...view,
      ...codeLimits(table.db, TABLE),
      indexAuthFactor: async () => ({
        indexed: { index: 'index-of-factor', hint: '+32•••••56' },
        factorKey: 'key-of-factor',
      }),
      sendChallenge: async () => ({ outcome: 'sent', ssksSessionId: 'ssks-1', mustAuthenticate: true }),
      now,
    }),
    claimIdentity: claimIdentityHandler({
      ...view,
      issueConnectorKey: async () => 'connector-key',
      newVersion: randomUUID,
      now,
    }),
    enroll: enrollHandler({ guard, users, newVersion: randomUUID, now }),
    authorKey: authorKeyHandler({ guard, users, now }),
    token: tokenHandler({
      guard,
      issueStreamToken: async (userId) => ({
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln',
        expiresAt: START.toISOString(),
        userId,
      }),
    }),
    sigchain: sigchainHandler({ guard, users, channels: { shareChannel: async () => true } }),
    erase: eraseHandler({
      guard,
      erasures: createDynamoDbErasures(table.db, TABLE),
      streamUsers,
      ...AT_ONCE,
      newReceiptId: randomUUID,
      pause: async (milliseconds) => {
        clock.now = new Date(clock.now.getTime() + milliseconds);
      },
      now,
    }),
    export: exportHandler({
      guard,
      findHoldings: createFindHoldings(table.db, TABLE),
      sealdIdPrefix: 'TESTING',
      now,
    }),
  };
};

const ask = (name: keyof typeof handlers, body?: unknown) => call(handlers[name], { subject, body });
const typeOf = ({ statusCode, body }: Reply) => [
  statusCode,
  (body as { error?: { type: string } }).error?.type,
];
const receiptIn = ({ body }: Reply) => body as ErasureReceipt;
const stepsOf = (reply: Reply) => receiptIn(reply).steps.map(({ name }) => name);
const items = async () => {
  const query = { TableName: TABLE, KeyConditionExpression: 'pk = :pk' };
  const { Items = [] } = await table.documents.send(
    new QueryCommand({ ...query, ExpressionAttributeValues: { ':pk': `USER#${subject}` } }),
  );
  return Items;
};
const setUp = async () => {
  const { body } = await ask('signup');
  await ask('challenge', { phoneNumber });
  for (const step of SAVING) await ask('claimIdentity', step);
  await ask('enroll', { account: ACCOUNT, sigchainHash });
  await ask('authorKey', registrationOf(newAuthorKey(), subject));
  const peers = createDynamoDbPeers(table.db, TABLE);
  await peers.noteContact(subject, 'bob', START.toISOString());
  await peers.block(subject, 'mallory', START.toISOString());
  await peers.noteContact('bob', subject, START.toISOString());
  return (body as { twoManRuleKey: string }).twoManRuleKey;
};

beforeAll(async () => {
  table = await startUsersTable();
  Object.assign(process.env, table.environment);
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => table.close());
beforeEach(() => {
  subject = `user-${randomUUID()}`;
  clock.now = START;
  atStream = createInMemoryStreamUsers([subject]);
  handlers = createHandlers(atStream.users);
});

describe('DELETE /me', () => {
  it('erases in order, and answers a receipt of each step', async () => {
    await setUp();
    const reply = await ask('erase');
    expect(reply.statusCode).toBe(200);
    expect(stepsOf(reply)).toEqual(STEPS);
    const { userId, requestedAt, completedAt = '', steps } = receiptIn(reply);
    expect(userId).toBe(subject);
    expect([requestedAt, completedAt]).toEqual([steps[0]?.doneAt, steps.at(-1)?.doneAt]);
    expect(completedAt > requestedAt).toBe(true);
    expect(atStream.stream.calls).toEqual(['revokeTokens', 'channelsOf', 'startDeletion', 'deletionState']);
    expect(atStream.stream.known).not.toContain(subject);
  });

  it('leaves nothing of a person but the id', async () => {
    await setUp();
    expect(await items()).toHaveLength(4);
    await ask('erase');
    const left = await items();
    expect(left).toEqual([
      {
        pk: `USER#${subject}`,
        sk: 'USER',
        id: subject,
        erasure: {
          receiptId: expect.any(String),
          requestedAt: expect.any(String),
          dueAt: expect.any(String),
          streamTask: expect.any(String),
          doneAt: Object.fromEntries(STEPS.map((name) => [name, expect.any(String)])),
        },
      },
    ]);
  });

  it('makes the user unknown to every other route, for good', async () => {
    await setUp();
    expect((await ask('token')).statusCode).toBe(200);
    await ask('erase');
    const before = await items();
    expect(typeOf(await ask('signup'))).toEqual([410, 'USER_ERASED']);
    expect(typeOf(await ask('me'))).toEqual([410, 'USER_ERASED']);
    expect(typeOf(await ask('token'))).toEqual([410, 'USER_ERASED']);
    expect(typeOf(await ask('challenge', { phoneNumber }))).toEqual([410, 'USER_ERASED']);
    expect(typeOf(await ask('enroll', { account: ACCOUNT, sigchainHash }))).toEqual([410, 'USER_ERASED']);
    const key = registrationOf(newAuthorKey(), subject);
    expect(typeOf(await ask('authorKey', key))).toEqual([410, 'USER_ERASED']);
    const hashFor = (caller: string) =>
      call(handlers.sigchain, { subject: caller, path: { userId: subject } });
    expect(typeOf(await hashFor(subject))).toEqual([410, 'USER_ERASED']);
    expect((await hashFor('bob')).body).toEqual({ registered: null });
    expect(await items()).toEqual(before);
  });

  it('takes the key first: no other route gives it while Stream is down', async () => {
    await setUp();
    atStream.stream.fails = 'revokeTokens';
    expect(typeOf(await ask('erase'))).toEqual([502, 'STREAM_UNAVAILABLE']);
    expect(typeOf(await ask('me'))).toEqual([410, 'USER_ERASED']);
    expect(JSON.stringify(await items())).not.toMatch(/sealed|index-of-factor|a1a1|authorKey|signature/);
  });

  it('answers a repeat the same, and does nothing again', async () => {
    await setUp();
    const first = await ask('erase');
    const calls = [...atStream.stream.calls];
    const repeat = await ask('erase');
    expect([repeat.statusCode, repeat.body]).toEqual([200, first.body]);
    expect(atStream.stream.calls).toEqual(calls);
  });

  it('gives racing callers one receipt in the end', async () => {
    await setUp();
    const replies = await Promise.all(Array.from({ length: 12 }, () => ask('erase')));
    const last = receiptIn(await ask('erase'));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(200));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body)))).toEqual(
      new Set([JSON.stringify(last)]),
    );
  });

  it.each([
    ['revokeTokens', 2],
    ['channelsOf', 3],
    ['leaveChannel', 3],
    ['startDeletion', 4],
    ['deletionState', 4],
  ] as const)('goes on where %s failed', async (fails, done) => {
    await setUp();
    atStream.stream.channels.set('encrypted:pair', new Set([subject, 'bob']));
    atStream.stream.fails = fails;
    expect(typeOf(await ask('erase'))).toEqual([502, 'STREAM_UNAVAILABLE']);
    const { body } = await ask('export');
    const sofar = (body as ExportResponse).erasure;
    expect(sofar).not.toHaveProperty('completedAt');
    expect(sofar?.steps.map(({ name }) => name)).toEqual(STEPS.slice(0, done));
    atStream.stream.fails = undefined;
    const reply = await ask('erase');
    expect([reply.statusCode, stepsOf(reply)]).toEqual([200, STEPS]);
    expect(receiptIn(reply)).toMatchObject({ receiptId: sofar?.receiptId, requestedAt: sofar?.requestedAt });
    expect(receiptIn(reply).steps.slice(0, done)).toEqual(sofar?.steps);
    expect(atStream.stream.calls.filter((name) => name === 'startDeletion')).toHaveLength(
      fails === 'startDeletion' ? 2 : 1,
    );
  });

  it('waits a moment for Stream, then answers 202 with the receipt so far', async () => {
    await setUp();
    atStream.stream.states = ['running', 'running', 'done'];
    expect((await ask('erase')).statusCode).toBe(200);
    subject = `user-${randomUUID()}`;
    atStream.stream.known.add(subject);
    atStream.stream.states = ['running'];
    const pending = await ask('erase');
    expect([pending.statusCode, stepsOf(pending)]).toEqual([202, STEPS.slice(0, 4)]);
    expect(receiptIn(pending)).not.toHaveProperty('completedAt');
    atStream.stream.states = ['done'];
    const reply = await ask('erase');
    expect([reply.statusCode, receiptIn(reply).receiptId]).toEqual([200, receiptIn(pending).receiptId]);
  });

  it('asks no more when Stream is slow, so as to answer before the function is ended', async () => {
    const slow: StreamUsers = {
      ...atStream.users,
      deletionState: async (userId, task) => {
        clock.now = new Date(clock.now.getTime() + 2_400);
        return atStream.users.deletionState(userId, task);
      },
    };
    handlers = createHandlers(slow);
    atStream.stream.states = ['running'];
    expect((await ask('erase')).statusCode).toBe(202);
    expect(clock.now.getTime() - START.getTime()).toBeLessThan(7_500);
    expect(atStream.stream.calls.filter((name) => name === 'deletionState')).toHaveLength(2);
  });

  it('waits for the task of a racing call, though Stream shows the user no more', async () => {
    atStream.stream.known.delete(subject);
    atStream.stream.states = ['running'];
    const erasures = createDynamoDbErasures(table.db, TABLE);
    const racing = eraseHandler({
      guard: openGuard,
      erasures,
      streamUsers: atStream.users,
      ...AT_ONCE,
      newReceiptId: randomUUID,
      pause: () => erasures.noteStreamTask(subject, 'the task of the other'),
      now,
    });
    const reply = await call(racing, { subject });
    expect([reply.statusCode, stepsOf(reply)]).toEqual([202, STEPS.slice(0, 4)]);
  });

  it('deletes somebody once more whom a late revocation has brought back', async () => {
    const { promise: late, resolve: goOn } = Promise.withResolvers<void>();
    const racing: StreamUsers = {
      ...atStream.users,
      revokeTokens: async (userId, at) => {
        await late;
        await atStream.users.revokeTokens(userId, at);
        atStream.stream.known.add(userId); // as Stream makes whomever a server names
      },
    };
    const slow = call(createHandlers(racing).erase, { subject });
    const first = await ask('erase');
    expect(first.statusCode).toBe(200);
    goOn();
    const reply = await slow;
    expect([reply.statusCode, stepsOf(reply)]).toEqual([200, STEPS]);
    expect(receiptIn(reply).receiptId).toBe(receiptIn(first).receiptId);
    expect(atStream.stream.known).not.toContain(subject);
    expect(atStream.stream.calls.filter((name) => name === 'startDeletion')).toHaveLength(2);
  });

  it('says what is left, and where', async () => {
    const { left } = receiptIn(await ask('erase'));
    expect(left.map(({ holder }) => holder)).toEqual([
      'seald',
      'channelRegistry',
      'moderators',
      'members',
      'backups',
      'identityProvider',
    ]);
  });

  it('keeps the first task of Stream, and takes back no other', async () => {
    const erasures = createDynamoDbErasures(table.db, TABLE);
    const at = now().toISOString();
    await erasures.begin({ userId: subject, receiptId: randomUUID(), requestedAt: at, dueAt: at }, null, at);
    await erasures.noteStreamTask(subject, 'first');
    expect((await erasures.noteStreamTask(subject, 'second')).streamTask).toBe('first');
    expect((await erasures.forgetStreamTask(subject, 'second')).streamTask).toBe('first');
    expect(await erasures.forgetStreamTask(subject, 'first')).not.toHaveProperty('streamTask');
  });

  it.each(['failed', 'unknown'] as const)('asks anew after a task that is %s', async (state) => {
    await setUp();
    const { startDeletion } = atStream.users;
    atStream.users.startDeletion = async (userId) => {
      const task = await startDeletion(userId);
      if (atStream.stream.states[0] !== 'done') atStream.stream.known.add(userId); // it was not deleted
      return task;
    };
    atStream.stream.states = [state, 'done'];
    expect((await ask('erase')).statusCode).toBe(202);
    expect((await ask('erase')).statusCode).toBe(200);
    expect(atStream.stream.calls.filter((name) => name === 'startDeletion')).toHaveLength(2);
  });

  it('is not done while the task says that it failed, though Stream shows the user no more', async () => {
    await setUp();
    atStream.stream.states = ['failed'];
    for (let repeat = 0; repeat < 3; repeat++)
      expect(typeOf(await ask('erase'))).toEqual([502, 'STREAM_UNAVAILABLE']);
    atStream.stream.states = ['done'];
    expect((await ask('erase')).statusCode).toBe(200);
  });

  it('works for somebody who never signed up, whether or not Stream knows them', async () => {
    expect((await ask('erase')).statusCode).toBe(200);
    expect(typeOf(await ask('signup'))).toEqual([410, 'USER_ERASED']);
    subject = `user-${randomUUID()}`;
    expect((await ask('erase')).statusCode).toBe(200);
  });

  it('erases the caller and nobody else', async () => {
    await setUp();
    const alice = subject;
    subject = `user-${randomUUID()}`;
    await setUp();
    await ask('erase');
    subject = alice;
    expect((await ask('me')).statusCode).toBe(200);
    expect(await items()).toHaveLength(4);
  });
});

describe('a request under way while the user is erased', () => {
  it('puts nothing back', async () => {
    await setUp();
    await ask('erase');
    const before = await items();
    const users = createDynamoDbUsers(table.db, TABLE);
    const at = now().toISOString();
    const erased = { name: 'AppError', type: 'USER_ERASED' };
    await expect(users.noteAuthFactor(subject, { index: 'i', hint: 'h' }, at)).rejects.toMatchObject(erased);
    await expect(enrollUser(users, subject, at, sigchainHash)).rejects.toMatchObject(erased);
    await expect(
      users.claim({ id: subject, sealedTwoManRuleKey: 'sealed', createdAt: at }),
    ).rejects.toMatchObject(erased);
    expect(await items()).toEqual(before);
  });
});

describe('GET /me/export', () => {
  it('gives all that the table has, but not the key', async () => {
    const key = await setUp();
    const { statusCode, body } = await ask('export');
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      exportedAt: expect.any(String),
      userId: subject,
      sealdId: `TESTING_${subject}`,
      record: {
        createdAt: expect.any(String),
        enrolledAt: expect.any(String),
        twoManRuleKey: { isHeld: true },
        authFactors: [{ index: 'index-of-factor', hint: '+32•••••56', challengedAt: expect.any(String) }],
        account: ACCOUNT,
        sigchain: { hash: sigchainHash, account: ACCOUNT, registeredAt: expect.any(String) },
        authorKey: {
          account: ACCOUNT,
          authorKey: expect.any(String),
          sigchainHash,
          signature: expect.any(String),
          registeredAt: expect.any(String),
          privateHalf: { isHeld: true },
        },
        formerAuthorKeys: [],
      },
      codes: [{ sentAt: expect.any(String), authFactor: 'index-of-factor' }],
      contacts: [{ userId: 'bob', since: START.toISOString() }],
      blocked: [{ userId: 'mallory', since: START.toISOString() }],
      elsewhere: ['stream', 'seald', 'channelRegistry', 'moderators'].map((holder) => ({
        holder,
        holds: expect.any(String),
      })),
    });
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: TABLE, Key: { pk: `USER#${subject}`, sk: 'USER' } }),
    );
    for (const secret of [key, Item?.sealedTwoManRuleKey, Item?.authorKey.sealedPrivateKey])
      expect(JSON.stringify(body)).not.toContain(secret);
  });

  it('gives somebody erased the receipt', async () => {
    await setUp();
    const { body: receipt } = await ask('erase');
    const { statusCode, body } = await ask('export');
    expect([statusCode, body]).toEqual([
      200,
      expect.objectContaining({ userId: subject, erasure: receipt, codes: [] }),
    ]);
    expect(body).not.toHaveProperty('record');
    expect((body as ExportResponse).elsewhere).toEqual((receipt as ErasureReceipt).left);
  });

  it('knows nothing of somebody unknown', async () => {
    expect(typeOf(await ask('export'))).toEqual([404, 'USER_NOT_FOUND']);
  });
});

describe('log lines', () => {
  it('say nothing of who is erased and what there was', async () => {
    subject = MARKERS.subject;
    const key = await setUp();
    const request = { subject, headers: { authorization: `Bearer ${MARKERS.token}` } };
    const logged = await capture(async () => {
      await call(handlers.export, request);
      atStream.stream.fails = 'startDeletion';
      for (const fails of ['startDeletion', undefined] as const) {
        atStream.stream.fails = fails;
        await call(handlers.erase, request);
        await call(handlers.export, request);
        await call(handlers.erase, { ...request, body: { [MARKERS.upstream]: MARKERS.upstream } });
      }
    });
    expect(logged).toContain('"route":"erase"');
    expect(logged).toContain('"route":"export-me"');
    expect(logged).toContain('"errorType":"STREAM_UNAVAILABLE"');
    for (const marker of [...Object.values(MARKERS), key, sigchainHash]) expect(logged).not.toContain(marker);
  });
});
