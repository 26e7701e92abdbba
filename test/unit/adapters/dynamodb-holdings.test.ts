import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createFindHoldings } from '../../../shared/adapters/dynamodb-holdings.ts';
import * as userItems from '../../../shared/adapters/user-items.ts';
import { exportResponse } from '../../../shared/contract/export.ts';
import { exportMe } from '../../../shared/domain/export-me.ts';
import { ACCOUNT } from '../../support/enrolled.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const request = { receiptId: '3b9e7a54-6c1d-4f0e-9a35-0c7f5e2d8b11', requestedAt: TIME, dueAt: TIME };
const ofKey = {
  authorKey: 'A'.repeat(43),
  sigchainHash: 'a1'.repeat(32),
  signature: 'A'.repeat(86),
  account: ACCOUNT,
  registeredAt: TIME,
};
const record = {
  id: 'alice',
  sealedTwoManRuleKey: 'sealed',
  createdAt: TIME,
  authFactors: { index: { hint: '+32•••••56', challengedAt: TIME } },
  enrolledAt: TIME,
  sigchain: { hash: 'a1'.repeat(32), account: ACCOUNT, registeredAt: TIME },
  authorKey: { ...ofKey, sealedPrivateKey: 'sealed private half' },
  formerAuthorKeys: [{ ...ofKey, authorKey: `${'B'.repeat(42)}A` }],
};
const { userKey, blockedKey, userLedgerKey, peerKey } = userItems;
/** One of each kind beside the main item. */
const beside = [
  { ...blockedKey('alice'), blockedAt: TIME },
  {
    ...userLedgerKey('alice'),
    codes: [
      { id: 'one', at: Date.parse(TIME), factor: 'index' },
      { id: 'two', at: Date.parse(TIME) },
    ],
    version: '1',
    expiresAt: 1,
  },
  { ...peerKey('alice', 'bob'), state: 'contact', since: TIME },
  { ...peerKey('alice', 'mallory'), state: 'blocked', since: TIME },
];
/** What the main item can be. */
const mains: [string, Record<string, unknown>][] = [
  ['a record', record],
  ['a record that is going to be erased', { ...record, erasurePending: request }],
  [
    'a record whose tokens are revoked meanwhile',
    { ...record, erasurePending: { ...request, tokensRevokedAt: TIME } },
  ],
  ['no record, and going to be erased', { id: 'alice', erasurePending: request }],
  [
    'an erasure in the middle',
    { id: 'alice', erasure: { ...request, doneAt: { recordErased: TIME }, streamTask: 'task' } },
  ],
];

let table: Awaited<ReturnType<typeof startUsersTable>>;
beforeAll(async () => {
  table = await startUsersTable();
});
afterAll(() => table.close());

const put = (...items: Record<string, unknown>[]) =>
  Promise.all(items.map((Item) => table.documents.send(new PutCommand({ TableName: TABLE, Item }))));
const exported = async () => {
  const findHoldings = createFindHoldings(table.db, TABLE);
  return exportResponse.parse(
    await exportMe({ findHoldings, sealdIdPrefix: 'TESTING', now: () => new Date(TIME) }, 'alice'),
  );
};

describe('an export', () => {
  beforeEach(() => put(...beside));

  it.each(mains)('has everything there can be beside %s', async (_, main) => {
    await put({ ...userKey('alice'), ...main });
    expect(await exported()).toMatchObject({
      userId: 'alice',
      codes: [{ sentAt: TIME, authFactor: 'index' }, { sentAt: TIME }],
      contacts: [{ userId: 'bob', since: TIME }],
      blocked: [{ userId: 'mallory', since: TIME }],
      shutOutAt: TIME,
    });
  });

  it('has the public halves of author keys, and says that the private one is held', async () => {
    await put({ ...userKey('alice'), ...record });
    const exportedKeys = await exported();
    expect(exportedKeys.record).toMatchObject({
      authorKey: { ...ofKey, privateHalf: { isHeld: true } },
      formerAuthorKeys: record.formerAuthorKeys,
    });
    expect(JSON.stringify(exportedKeys)).not.toContain('sealed private half');
  });

  it('knows every kind of item that has a key under a user', () => {
    const keys = Object.entries(userItems)
      .filter(([name]) => name.endsWith('Key'))
      .map(([, key]) => (key as (...parts: string[]) => { pk: string; sk: string })('alice', 'bob'));
    const kinds = keys.filter(({ pk }) => pk === userKey('alice').pk).map(({ sk }) => sk);
    const covered = [userKey('alice'), ...beside].map(({ sk }) => sk);
    expect(kinds.filter((kind) => !covered.includes(kind))).toEqual([]);
    expect(kinds).toHaveLength(4);
  });

  it('fails for a kind it does not know, rather than leave it out', async () => {
    const unknown = { ...userKey('alice'), sk: 'UNKNOWN' };
    await put(unknown);
    await expect(exported()).rejects.toThrow('An item of an unknown kind');
  });
});
