import { createHash } from 'node:crypto';
import type { SweepAllowance } from '../domain/sweep-allowance.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';

export type SweepAllowanceOptions = { perDay: number; now: () => Date };

/** So many bits that two messages of a day never share them. */
const ID_BYTES = 12;
/** An id takes 16 bytes of a set, and an item of DynamoDB has 400 KB. */
export const MOST_SWEEPS_PER_DAY = 10_000;

/**
 * For each day (UTC) the messages that took one, as a set of hashes of their ids, in the channels' table; see {@link SweepAllowance}. A write that comes
 * twice counts once. Items stay: they are a record.
 */
export const createDynamoDbSweepAllowance = (
  db: Dynamodb,
  TableName: string,
  { perDay, now }: SweepAllowanceOptions,
): SweepAllowance => ({
  take(messageId) {
    const id = createHash('sha256').update(messageId).digest().subarray(0, ID_BYTES).toString('base64url');
    return isDone(
      db.update({
        TableName,
        Key: { pk: 'SWEEPS', sk: now().toISOString().slice(0, '2026-11-22'.length) },
        UpdateExpression: 'ADD taken :ids',
        ConditionExpression: 'attribute_not_exists(taken) OR size(taken) < :limit OR contains(taken, :id)',
        ExpressionAttributeValues: { ':ids': new Set([id]), ':id': id, ':limit': perDay },
      }),
    );
  },
});
