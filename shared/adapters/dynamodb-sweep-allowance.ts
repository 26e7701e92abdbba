import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepAllowance } from '../domain/sweep-allowance.ts';
import { isDone } from './dynamodb-client.ts';

export type SweepAllowanceOptions = { perHour: number; now: () => Date };

/** A count for each hour of the clock in which something was deleted, in the channels' table; see {@link SweepAllowance}. Items stay: they are a record. */
export const createDynamoDbSweepAllowance = (
  db: DynamoDBDocumentClient,
  TableName: string,
  { perHour, now }: SweepAllowanceOptions,
): SweepAllowance => ({
  take: () =>
    isDone(
      db.send(
        new UpdateCommand({
          TableName,
          Key: { pk: 'SWEEPS', sk: now().toISOString().slice(0, '2026-11-22T10'.length) },
          UpdateExpression: 'ADD taken :one',
          ConditionExpression: 'attribute_not_exists(taken) OR taken < :limit',
          ExpressionAttributeValues: { ':one': 1, ':limit': perHour },
        }),
      ),
    ),
});
