import { describe, expect, it } from '@jest/globals';
import { createReadAccounts } from '../../../shared/adapters/accounts.ts';
import { readBatch } from '../../../shared/adapters/dynamodb-batch.ts';
import type { Dynamodb } from '../../../shared/adapters/dynamodb-client.ts';

type Item = Record<string, unknown>;
type Sent = { RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> };

/** A table that reads one key at a call, the first of those asked for, and none after so many calls. */
const slowTable = (most = Number.POSITIVE_INFINITY) => {
  const asked: Item[][] = [];
  const batchGet = async (input: Sent) => {
    const { Keys = [], ConsistentRead } = input.RequestItems.users ?? {};
    if (!ConsistentRead) throw new Error('not consistent');
    asked.push(Keys);
    const read = asked.length > most ? [] : Keys.slice(0, 1);
    const left = Keys.slice(read.length);
    return { Responses: { users: read }, UnprocessedKeys: left.length > 0 ? { users: { Keys: left } } : {} };
  };
  return { asked, db: { batchGet } as unknown as Dynamodb };
};

const keys = [{ pk: 'a' }, { pk: 'b' }, { pk: 'c' }];

describe('a batch', () => {
  it('is asked for until all of it is read', async () => {
    const { db, asked } = slowTable();
    expect(await readBatch(db, 'users', { keys, tries: 3 })).toEqual(keys);
    expect(asked.map(({ length }) => length)).toEqual([3, 2, 1]);
  });

  it('throws when some of it stays unread', async () => {
    const { db, asked } = slowTable();
    await expect(readBatch(db, 'users', { keys, tries: 2 })).rejects.toThrow('unread');
    expect(asked).toHaveLength(2);
  });

  it('of nothing needs no call', async () => {
    const { db, asked } = slowTable();
    expect(await readBatch(db, 'users', { keys: [], tries: 1 })).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('an account', () => {
  it('is blocked, though that is read at the second call only', async () => {
    const { db } = slowTable();
    expect(await createReadAccounts(db, 'users')('alice')).toMatchObject({ blocked: true });
  });

  it('does not count as open when its items stay unread', async () => {
    await expect(createReadAccounts(slowTable(0).db, 'users')('alice')).rejects.toThrow('unread');
  });
});
