import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { count } from '../metrics.ts';
import { isThrottling } from './dynamodb-throttling.ts';

/** A client with a deadline: DynamoDB answers in milliseconds or something is wrong. Counts each attempt that fails by DynamoDB's fault. */
export const createDocumentClient = (): DynamoDBDocumentClient => {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000 },
  });
  client.middlewareStack.add(
    (attempt) => async (call) => {
      try {
        return await attempt(call);
      } catch (error) {
        countFailure(error);
        throw error;
      }
    },
    // Nearer to the server than what tries again, which comes first in this step.
    { step: 'finalizeRequest', priority: 'low', name: 'countFailures' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

/** What the caller did wrong, a condition that does not hold among it, is nobody's fault. Without a status there was no answer. */
const countFailure = (error: unknown): void => {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (isThrottling(name)) count('TableThrottled');
  else if (($metadata?.httpStatusCode ?? 500) >= 500) count('TableFailed');
};

/** What a conditional write answers; null when its condition did not hold. */
export const unlessRefused = async <Answer>(write: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
};

/** True when a conditional write took place, false when its condition did not hold. */
export const isDone = async (write: Promise<object>): Promise<boolean> =>
  (await unlessRefused(write)) !== null;
