import * as z from 'zod/mini';
import type { AccountStates, ReadAccountStates } from '../domain/account-gate.ts';
import { dynamodbCall } from './dynamodb-call.ts';
import { blockedKey, userKey } from './user-items.ts';

const MAX_ATTEMPTS = 3;

const item = z.object({
  erasure: z.optional(z.unknown()),
  blockedAt: z.optional(z.unknown()),
  erasurePending: z.optional(z.object({ M: z.object({ dueAt: z.object({ S: z.string() }) }) })),
});
const answer = z.object({
  Responses: z.record(z.string(), z.array(item)),
  UnprocessedKeys: z._default(z.record(z.string(), z.unknown()), {}),
});

/**
 * Looks into the users' table: one read of all items that can say something, consistent. Nobody counts as open whose items were not all read.
 * Throws when DynamoDB does not answer.
 */
export const createReadAccountStates =
  (TableName: string): ReadAccountStates =>
  async (userId) => {
    const keys = [userKey(userId), blockedKey(userId)];
    let request: Record<string, unknown> = {
      [TableName]: {
        Keys: keys.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } })),
        ConsistentRead: true,
        ProjectionExpression: 'erasure, erasurePending, blockedAt',
      },
    };
    const states: AccountStates = {};
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const read = answer.parse(await dynamodbCall('BatchGetItem', { RequestItems: request }));
      for (const found of read.Responses[TableName] ?? []) Object.assign(states, statesIn(found));
      if (Object.keys(read.UnprocessedKeys).length === 0) return states;
      request = read.UnprocessedKeys;
    }
    throw new Error('DynamoDB did not read all keys');
  };

const statesIn = ({ erasure, blockedAt, erasurePending }: z.infer<typeof item>): AccountStates => ({
  ...(erasure !== undefined && { erased: true }),
  ...(blockedAt !== undefined && { blocked: true }),
  ...(erasurePending && { erasurePending: { dueAt: erasurePending.M.dueAt.S } }),
});
