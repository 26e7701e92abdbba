import { ledgerEndsAt } from '../domain/code-ledger.ts';
import type { CodeLedgers, LedgerOwner } from '../domain/code-limits.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { factorLedgerKey, ledgerItem, userLedgerKey } from './user-items.ts';

const keyOf = (owner: LedgerOwner) =>
  'userId' in owner ? userLedgerKey(owner.userId) : factorLedgerKey(owner.factorKey);

/**
 * Ledgers of codes in the users' table, each one item; see {@link CodeLedgers} for what each call promises. Reads are consistent. An item goes
 * when nothing in it counts any more.
 */
export const createDynamoDbCodeLedgers = (db: Dynamodb, TableName: string): CodeLedgers => ({
  async read(owner) {
    const { Item } = await db.get({ TableName, Key: keyOf(owner), ConsistentRead: true });
    return Item ? ledgerItem.parse(Item) : { codes: [], version: undefined };
  },

  replace: (owner, read, { codes, version }) =>
    isDone(
      db.update({
        TableName,
        Key: keyOf(owner),
        UpdateExpression: 'SET codes = :codes, version = :version, expiresAt = :end',
        ConditionExpression: read.version === undefined ? 'attribute_not_exists(version)' : 'version = :read',
        ExpressionAttributeValues: {
          ':codes': codes,
          ':version': version,
          // Also of those that are taken back: DynamoDB lets an item stay whose time was years ago.
          ':end': ledgerEndsAt([...read.codes, ...codes]),
          ...(read.version !== undefined && { ':read': read.version }),
        },
      }),
    ),
});
