import * as z from 'zod';
import { parseJson } from '../contract/parse-json.ts';
import { count } from '../metrics.ts';
import { isThrottling } from './dynamodb-throttling.ts';
import { signedCall } from './signed-call.ts';

/** For one call: a person is waiting, and DynamoDB answers in milliseconds or something is wrong. */
const DEADLINE_MS = 3_000;

const refusal = z.object({ __type: z.string() });

/** What DynamoDB said of a call that it did not do: the name of its error, or the status where it names none. */
export class DynamodbError extends Error {
  override readonly name = 'DynamodbError';
  readonly reason: string;

  constructor(reason: string) {
    super(`DynamoDB answered ${reason}`);
    this.reason = reason;
  }

  get isThrottled(): boolean {
    return isThrottling(this.reason);
  }
}

/**
 * One call of DynamoDB without the AWS SDK, which alone would take the smallest functions past their size budget. What DynamoDB could not do
 * is tried twice more, so that a write whose answer is lost may come again. Throws {@link DynamodbError}, and counts what is DynamoDB's fault.
 */
export const dynamodbCall = async (operation: string, body: object): Promise<unknown> => {
  const response = await signedCall({
    service: 'dynamodb',
    target: `DynamoDB_20120810.${operation}`,
    contentType: 'application/x-amz-json-1.0',
    body,
    deadlineMs: DEADLINE_MS,
  });
  if (response.ok) return response.json();
  const error = new DynamodbError(reasonIn(await response.text()) ?? String(response.status));
  if (error.isThrottled) count('TableThrottled');
  else if (response.status >= 500) count('TableFailed');
  throw error;
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`: what stands behind the `#`. */
const reasonIn = (text: string): string | undefined =>
  refusal.safeParse(parseJson(text)).data?.__type.split('#').at(-1);
