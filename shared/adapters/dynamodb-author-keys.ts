import * as z from 'zod/mini';
import type { ReportDeps } from '../domain/report.ts';
import { readBatch } from './dynamodb-batch.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { authorKeyItem, ownerOfItem, userKey } from './user-items.ts';

const BATCH_TRIES = 4;

const keysItem = z.object({
  pk: z.string(),
  authorKey: z.optional(authorKeyItem),
  formerAuthorKeys: z._default(z.array(authorKeyItem), []),
});

/**
 * Reads the author keys of some users, a hundred at most, whatever becomes of their accounts: one that is going to be erased has them still, one that is erased has
 * none. Consistent. Throws when DynamoDB does not read all.
 */
export const createFindAuthorKeys =
  (db: Dynamodb, TableName: string): ReportDeps['findAuthorKeys'] =>
  async (userIds) => {
    const items = await readBatch(db, TableName, {
      keys: userIds.map(userKey),
      tries: BATCH_TRIES,
      ProjectionExpression: 'pk, authorKey, formerAuthorKeys',
    });
    const found = new Map<string, z.output<typeof authorKeyItem>[]>();
    for (const item of items) {
      const { authorKey, formerAuthorKeys } = keysItem.parse(item);
      found.set(ownerOfItem(item), [...(authorKey ? [authorKey] : []), ...formerAuthorKeys]);
    }
    return found;
  };
