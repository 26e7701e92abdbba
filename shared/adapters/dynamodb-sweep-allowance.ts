import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepAllowance } from '../domain/sweep-allowance.ts';
import { isDone } from './dynamodb-client.ts';

export type SweepAllowanceOptions = { perDay: number; now: () => Date };

/** A count for each day (UTC) on which one was taken, in the channels' table; see {@link SweepAllowance}. Items stay: they are a record. */
export const createDynamoDbSweepAllowance = (
  db: DynamoDBDocumentClient,
  TableName: string,
  { perDay, now }: SweepAllowanceOptions,
): SweepAllowance => {
  const add = (amount: number, ConditionExpression: string, limit: number): Promise<boolean> =>
    isDone(
      db.send(
        new UpdateCommand({
          TableName,
          Key: { pk: 'SWEEPS', sk: now().toISOString().slice(0, '2026-11-22'.length) },
          UpdateExpression: 'ADD taken :amount',
          ConditionExpression,
          ExpressionAttributeValues: { ':amount': amount, ':limit': limit },
        }),
      ),
    );
  return {
    take: () => add(1, 'attribute_not_exists(taken) OR taken < :limit', perDay),
    giveBack: async () => void (await add(-1, 'taken > :limit', 0)),
  };
};
