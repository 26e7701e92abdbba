import * as z from 'zod/mini';
import { parseJson } from '../contract/parse-json.ts';
import { count } from '../metrics.ts';
import { isOfDynamodb } from './dynamodb-content-type.ts';
import { isThrottling } from './dynamodb-throttling.ts';
import { signedCall } from './signed-call.ts';

/** For one call: a person is waiting, and DynamoDB answers in milliseconds or something is wrong. */
const DEADLINE_MS = 3_000;

const refusal = z.object({ __type: z.string() });

/** What DynamoDB said of a call that it did not do: the name of its error, or the status where it names none. */
export class DynamodbError extends Error {
  override readonly name = 'DynamodbError';
  readonly reason: string;
  /** The call was sent before, and may have been carried out then: it may be what stands in its own way. */
  readonly isRepeat: boolean;

  constructor(reason: string, isRepeat: boolean) {
    super(`DynamoDB answered ${reason}`);
    this.reason = reason;
    this.isRepeat = isRepeat;
  }

  get isThrottled(): boolean {
    return isThrottling(this.reason);
  }
}

/**
 * One call of DynamoDB without the AWS SDK, which alone would take the smallest functions past their size budget. What DynamoDB could not do
 * is tried twice more, and so is a call whose answer is lost, so that a write may come twice: {@link DynamodbError.isRepeat}. Throws {@link DynamodbError}, and
 * counts what is DynamoDB's fault.
 */
export const dynamodbCall = async (operation: string, body: object): Promise<unknown> => {
  const { status, text, headers, isRepeat } = await signedCall({
    service: 'dynamodb',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body: JSON.stringify(body),
    deadlineMs: DEADLINE_MS,
  });
  const answer = parseJson(text);
  if (status === 200 && answer !== undefined && isOfDynamodb(headers['content-type'])) return answer;
  const error = new DynamodbError(reasonIn(answer) ?? String(status), isRepeat);
  if (error.isThrottled) count('TableThrottled');
  else if (status >= 500) count('TableFailed');
  throw error;
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`: what stands behind the `#`. */
const reasonIn = (answer: unknown): string | undefined =>
  refusal.safeParse(answer).data?.__type.split('#').at(-1);
