import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler as eraseDueHandler } from '../../functions/erase-due/handler.ts';
import { createDynamoDbErasures } from '../../shared/adapters/dynamodb-erasures.ts';
import type { ErasureReceipt } from '../../shared/contract/erasure.ts';
import { chatUserIdOf } from '../../shared/domain/chat-user-id.ts';
import { createInMemoryStreamUsers } from '../support/in-memory-stream-users.ts';
import { runOperation, STAGE, startFakeLambda } from '../support/operations.ts';
import { startUsersTable, TABLE } from '../support/users-table.ts';

const FUNCTION = `sealed-stream-${STAGE}-erase-due`;
const subject = 'auth0|42';
const userId = chatUserIdOf(subject);
const { users: streamUsers, stream } = createInMemoryStreamUsers([userId]);

let lambda: Awaited<ReturnType<typeof startFakeLambda>>;
let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  [lambda, table] = await Promise.all([startFakeLambda(), startUsersTable()]);
  for (const level of ['info', 'error'] as const) jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => Promise.all([lambda.close(), table.close()]));
beforeEach(() => {
  lambda.invocations.length = 0;
  const handler = eraseDueHandler({
    graceSeconds: 7 * 86_400,
    erasures: createDynamoDbErasures(table.db, TABLE),
    streamUsers,
    newReceiptId: randomUUID,
    pause: async () => {},
    now: () => new Date(),
  });
  lambda.functions.set(FUNCTION, async (event) => ({
    payload: await handler(event, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 300_000 }),
  }));
});

const erase = (...args: string[]) =>
  runOperation('admin', ['erase-user', '--stage', STAGE, ...args], {
    env: { AWS_ENDPOINT_URL_LAMBDA: lambda.url },
  });

describe('npm run admin -- erase-user', () => {
  it('does nothing until the chat user id is confirmed that the subject leads to', async () => {
    for (const confirmation of [[], ['--confirm', subject], ['--confirm', 'sub-another']])
      expect(await erase('--subject', subject, ...confirmation)).toMatchObject({
        code: 1,
        err: expect.stringContaining(`--confirm ${userId}`),
      });
    expect(await erase('--confirm', userId)).toMatchObject({ code: 2 });
    expect(await erase('--subject', '', '--confirm', '')).toMatchObject({ code: 1 });
    expect(lambda.invocations).toEqual([]);
  });

  it('begins with the time of grace, in which the person can keep the account', async () => {
    const { code, out } = await erase('--subject', subject, '--confirm', userId);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('can keep their account until') });
    expect(stream.calls).toEqual(['revokeTokens']);
    expect(lambda.invocations).toHaveLength(1);
  });

  it('erases at once when told to, also out of the time of grace, goes on after a failure, and shows the receipt', async () => {
    const confirmed = ['--subject', subject, '--confirm', userId, '--at-once'];
    stream.fails = 'startDeletion';
    const refused = await erase(...confirmed);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('STREAM_UNAVAILABLE') });
    stream.fails = undefined;
    stream.states = ['running', 'running', 'running', 'running', 'done'];
    const begun = await erase(...confirmed);
    expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('Run the same again') });
    const { code, out } = await erase(...confirmed);
    const receipt = JSON.parse(out) as ErasureReceipt;
    expect({ code, receipt }).toMatchObject({
      code: 0,
      receipt: { userId, completedAt: expect.any(String) },
    });
    expect(JSON.parse((await erase(...confirmed)).out)).toEqual(receipt);
    expect(lambda.invocations).toHaveLength(4);
  });

  it('does not take another answer for a receipt', async () => {
    lambda.functions.set(FUNCTION, () => ({ payload: { receipt: {} } }));
    expect(await erase('--subject', subject, '--confirm', userId)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not a receipt'),
    });
  });
});
