import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { parseJson } from '../contract/parse-json.ts';
import { count } from '../metrics.ts';
import { type AwsAccess, signedAttempt } from './signed-call.ts';

/** For one attempt, from making the connection to the last byte of the answer: DynamoDB answers in milliseconds or something is wrong. */
const ATTEMPT_MS = 1_500;
/** Milliseconds before each further attempt, at most. */
const PAUSES_MS = [50, 200];

/** DynamoDB guide, "Error handling": turned away because there are too many. */
const THROTTLED = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottledException',
];
const NOT_OF_DYNAMODB = 'NotOfDynamodb';
const NO_ANSWER = 'NoAnswerOfDynamodb';
const TOO_MANY_REQUESTS = 429;
/** What AWS's names of errors look like: nothing else of an answer may get into a log line. */
const NAME_OF_AWS = /^[A-Za-z]{1,64}$/;

const refusal = z.object({ __type: z.string() });

type Answered = { status: number; isRepeat: boolean };

/** A call that DynamoDB did not do, or that had no whole answer. `reason`: the name that AWS gives it, the status where it gives none, or a word of ours. In log lines it stands by that name. */
export class DynamodbError extends Error {
  override readonly name: string;
  readonly reason: string;
  /** 0 where there was no answer; then the `cause` says why. */
  readonly status: number;
  /** The call was sent before, and may have been carried out then: it may be what stands in its own way. */
  readonly isRepeat: boolean;

  constructor(reason: string, { status, isRepeat, ...options }: Answered & ErrorOptions) {
    super(`DynamoDB: ${reason}`, options);
    this.name = NAME_OF_AWS.test(reason) ? reason : 'DynamodbError';
    this.reason = reason;
    this.status = status;
    this.isRepeat = isRepeat;
  }

  get isThrottled(): boolean {
    return THROTTLED.includes(this.reason) || this.status === TOO_MANY_REQUESTS;
  }

  /** The condition of a conditional write does not hold. */
  get isRefusedByCondition(): boolean {
    return this.reason === 'ConditionalCheckFailedException';
  }
}

export type DynamodbCallOptions = {
  /** Ends the call, with the signal's reason. */
  signal?: AbortSignal;
  /** Whose call it is and where it goes; as the environment says, unless told. */
  access?: AwsAccess;
  /** Whether it is tried again when DynamoDB turned it away for there being too many; true unless told. */
  repeatsThrottled?: boolean;
};

/**
 * One call of DynamoDB (its low-level API, JSON 1.0) without the AWS SDK, which takes longer to load than all else that a function does when it starts. What DynamoDB could not do, what took
 * too long and a call whose answer is lost are tried twice more, so that a write may come twice: {@link DynamodbError.isRepeat}. Counts each attempt that fails by
 * DynamoDB's fault. Throws {@link DynamodbError}, or the signal's reason.
 */
export const dynamodbCall = async (
  operation: string,
  body: object,
  options: DynamodbCallOptions = {},
): Promise<object> => {
  const text = JSON.stringify(body, binaryAsBase64);
  for (const [repeats, pauseMs] of PAUSES_MS.entries()) {
    try {
      return await attempt(operation, text, { ...options, isRepeat: repeats > 0 });
    } catch (error) {
      if (!isWorthAnother(error, options)) throw error;
    }
    await pause(Math.random() * pauseMs, options.signal);
  }
  return attempt(operation, text, { ...options, isRepeat: true });
};

/** Ends early, with the signal's reason. */
const pause = async (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => {});
  signal?.throwIfAborted();
};

/** A Buffer has become something else by the time that it is the value. */
function binaryAsBase64(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

type Attempt = DynamodbCallOptions & { isRepeat: boolean };

const attempt = async (
  operation: string,
  body: string,
  { signal, access, isRepeat }: Attempt,
): Promise<object> => {
  const deadline = AbortSignal.timeout(ATTEMPT_MS);
  const { status, text, headers } = await signedAttempt({
    service: 'dynamodb',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body,
    signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
    ...(access && { access }),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw counted(new DynamodbError(NO_ANSWER, { status: 0, isRepeat, cause }));
  });
  const answer = parseJson(text);
  if (status === 200 && isObject(answer) && isOfDynamodb(headers['content-type'])) return answer;
  throw counted(new DynamodbError(reasonOf(status, answer), { status, isRepeat }));
};

const isObject = (answer: unknown): answer is object => typeof answer === 'object' && answer !== null;

/** JSON of somebody in between, taken for DynamoDB's, would say that there is no such item (DynamoDB guide, "DynamoDB low-level API"). */
const isOfDynamodb = (contentType: string | undefined): boolean =>
  contentType?.startsWith('application/x-amz-json-') === true;

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`: what stands behind the `#`. */
const reasonOf = (status: number, answer: unknown): string =>
  refusal.safeParse(answer).data?.__type.split('#').at(-1) ??
  (status === 200 ? NOT_OF_DYNAMODB : String(status));

const isWorthAnother = (error: unknown, { repeatsThrottled = true }: DynamodbCallOptions): boolean => {
  if (!(error instanceof DynamodbError)) return false;
  return error.isThrottled ? repeatsThrottled : isFaultOfDynamodb(error);
};

const isFaultOfDynamodb = ({ status, reason }: DynamodbError): boolean =>
  status === 0 || status >= 500 || reason === NOT_OF_DYNAMODB;

/** Counts what DynamoDB failed in. What the caller did wrong, a condition that does not hold among it, is nobody's fault. */
const counted = (error: DynamodbError): DynamodbError => {
  if (error.isThrottled) count('TableThrottled');
  else if (isFaultOfDynamodb(error)) count('TableFailed');
  return error;
};
