import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createReadAccountStates } from '../../../shared/adapters/accounts.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { blockedKey, userKey } from '../../../shared/adapters/user-items.ts';
import { type AccountState, demandAccount } from '../../../shared/domain/account-gate.ts';
import { enrollUser } from '../../support/enrolled.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

let table: Awaited<ReturnType<typeof startUsersTable>>;
const at = '2026-11-22T10:00:00.000Z';

beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());

const demand = (userId: string, ...letThrough: AccountState[]) =>
  demandAccount(createReadAccountStates(table.db, TABLE), userId, letThrough);
const block = (userId: string) =>
  table.documents.send(new PutCommand({ TableName: TABLE, Item: { ...blockedKey(userId), blockedAt: at } }));
const erase = (userId: string) =>
  createDynamoDbErasures(table.db, TABLE).begin(
    { userId, receiptId: randomUUID(), requestedAt: at, dueAt: at },
    null,
    at,
  );
const refused = (type: string) => ({ name: 'AppError', type });

describe('the account gate', () => {
  it('lets those through who have a record, and those who have none', async () => {
    const users = createDynamoDbUsers(table.db, TABLE);
    await users.claim({ id: 'alice', sealedTwoManRuleKey: 'sealed', createdAt: at });
    await expect(demand('alice')).resolves.toBeDefined();
    await expect(demand('nobody')).resolves.toBeDefined();
  });

  it('stops those who were erased, from the first moment', async () => {
    await erase('bob');
    await expect(demand('bob')).rejects.toMatchObject(refused('USER_ERASED'));
    await expect(demand('bob', 'erased')).resolves.toBeDefined();
  });

  it('stops those whose item says of an erasure no more than that it is one', async () => {
    const Item = { ...userKey('eve'), id: 'eve', erasure: {} };
    await table.documents.send(new PutCommand({ TableName: TABLE, Item }));
    await expect(demand('eve')).rejects.toMatchObject(refused('USER_ERASED'));
  });

  it('stops those who are blocked, with a record or none, until they are not', async () => {
    await block('mallory');
    await expect(demand('mallory')).rejects.toMatchObject(refused('USER_BLOCKED'));
    await table.documents.send(new DeleteCommand({ TableName: TABLE, Key: blockedKey('mallory') }));
    await expect(demand('mallory')).resolves.toBeDefined();
  });

  it('stops those who are going to be erased, and says when', async () => {
    const erasurePending = { receiptId: randomUUID(), requestedAt: at, dueAt: '2026-11-29T10:00:00.000Z' };
    const users = createDynamoDbUsers(table.db, TABLE);
    await users.claim({ id: 'carol', sealedTwoManRuleKey: 'sealed', createdAt: at });
    await table.documents.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: userKey('carol'),
        UpdateExpression: 'SET erasurePending = :pending',
        ExpressionAttributeValues: { ':pending': erasurePending },
      }),
    );
    const pending = { type: 'ERASURE_PENDING', dueAt: erasurePending.dueAt };
    await expect(demand('carol')).rejects.toMatchObject(pending);
    await expect(demand('carol', 'erasurePending')).resolves.toBeDefined();
    await expect(users.find('carol')).rejects.toMatchObject(pending);
    await expect(enrollUser(users, 'carol', at)).rejects.toMatchObject(pending);
    await expect(users.noteAuthFactor('carol', { index: 'i', hint: 'h' }, at)).rejects.toMatchObject(pending);
    await expect(
      users.claim({ id: 'carol', sealedTwoManRuleKey: 'other', createdAt: at }),
    ).rejects.toMatchObject(pending);
    const { Item } = await table.documents.send(new GetCommand({ TableName: TABLE, Key: userKey('carol') }));
    expect(Item).toMatchObject({ sealedTwoManRuleKey: 'sealed', authFactors: {} });
    expect(Item).not.toHaveProperty('enrolledAt');
  });

  it('lets nobody through by one state who is in another, too', async () => {
    await Promise.all([erase('dave'), block('dave')]);
    await expect(demand('dave')).rejects.toMatchObject(refused('USER_ERASED'));
    await expect(demand('dave', 'erased')).rejects.toMatchObject(refused('USER_BLOCKED'));
  });

  it('lets nobody through when the table cannot be asked', async () => {
    jest.spyOn(console, 'log').mockImplementation(() => {});
    await expect(demandAccount(createReadAccountStates(table.db, 'no-such-table'), 'alice')).rejects.toThrow(
      'DynamoDB: ResourceNotFoundException',
    );
  });
});
