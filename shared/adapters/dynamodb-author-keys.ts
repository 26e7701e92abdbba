import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ReportDeps } from '../domain/report.ts';
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
  (db: DynamoDBDocumentClient, TableName: string): ReportDeps['findAuthorKeys'] =>
  async (userIds) => {
    const found = new Map<string, z.output<typeof authorKeyItem>[]>();
    let left: Record<string, unknown>[] = userIds.map(userKey);
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === BATCH_TRIES) throw new Error('DynamoDB left keys of a batch unread');
      const asked = {
        Keys: left,
        ConsistentRead: true,
        ProjectionExpression: 'pk, authorKey, formerAuthorKeys',
      };
      const answer = await db.send(new BatchGetCommand({ RequestItems: { [TableName]: asked } }));
      for (const item of answer.Responses?.[TableName] ?? []) {
        const { authorKey, formerAuthorKeys } = keysItem.parse(item);
        found.set(ownerOfItem(item), [...(authorKey ? [authorKey] : []), ...formerAuthorKeys]);
      }
      left = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    return found;
  };
