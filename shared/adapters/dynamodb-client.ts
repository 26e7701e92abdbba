import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { count } from '../metrics.ts';
import { isOfDynamodb } from './dynamodb-content-type.ts';
import { isThrottling } from './dynamodb-throttling.ts';

/** For one attempt, from making the connection to the last byte of the answer: DynamoDB answers in milliseconds or something is wrong. */
const ATTEMPT_MS = 1_500;

/** A client with a deadline. Counts each attempt that fails by DynamoDB's fault. */
export const createDocumentClient = (): DynamoDBDocumentClient => {
  const client = new DynamoDBClient({ maxAttempts: 3 });
  guardAttempts(client);
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

/**
 * The SDK's own `requestTimeout` is a line in the log unless told otherwise, and none of its timeouts is over the whole answer: one whose bytes come one
 * by one would be waited for until the function is ended. An attempt that took too long is one that the SDK tries again.
 */
const guardAttempts = ({ config: { requestHandler } }: DynamoDBClient): void => {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options = {}) => {
    const deadline = AbortSignal.timeout(ATTEMPT_MS);
    const given = (options as { abortSignal?: AbortSignal }).abortSignal;
    const abortSignal = given ? AbortSignal.any([deadline, given]) : deadline;
    try {
      return demandOfDynamodb(await handle(request, { ...options, abortSignal }));
    } catch (error) {
      if (deadline.aborted)
        throw Object.assign(new Error('DynamoDB took too long'), { name: 'TimeoutError' });
      throw error;
    }
  };
};

/** What is somebody else's is tried again. */
const demandOfDynamodb = <
  Handled extends { response: { statusCode: number; headers: Record<string, string> } },
>(
  handled: Handled,
): Handled => {
  const { statusCode, headers } = handled.response;
  if (statusCode !== 200 || isOfDynamodb(headers['content-type'])) return handled;
  throw Object.assign(new Error('The answer is not of DynamoDB'), { $retryable: {} });
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
