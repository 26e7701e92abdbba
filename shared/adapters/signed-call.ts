import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';

export type SignedCall = {
  service: 'secretsmanager' | 'dynamodb';
  /** As the service names its operation in `x-amz-target`. */
  target: string;
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  body: object;
  /** For all attempts together, until the last byte of the answer is there. */
  deadlineMs: number;
};

export type SignedAnswer = {
  status: number;
  text: string;
  contentType: string;
  /** The same was sent before, and may have been carried out: that answer was lost. */
  isRepeat: boolean;
};

/** Where an operator, or a stand-in, says that a service is; the AWS SDKs look at the same names. */
const ENDPOINTS = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
} as const;

/** Milliseconds before each further attempt, at most. */
const PAUSES_MS = [50, 100];

/**
 * Makes one call of AWS with the function's own credentials and gives the answer, good or not. One whose connection broke, as those do that a
 * frozen function kept open, or that the service could not do, is tried twice more within the deadline; so it must be one that can be repeated, or
 * whose maker looks at `isRepeat`. Signed with aws4fetch rather than the AWS SDK: the SDK's clients alone would take the smallest functions past their size budget.
 */
export const signedCall = async ({
  service,
  target,
  contentType,
  body,
  deadlineMs,
}: SignedCall): Promise<SignedAnswer> => {
  const { AWS_REGION = '' } = process.env;
  const url = process.env[ENDPOINTS[service]] ?? `https://${service}.${AWS_REGION}.amazonaws.com/`;
  const client = signingClient(service, AWS_REGION, { retries: 0 });
  const signal = AbortSignal.timeout(deadlineMs);
  const attempt = async () => {
    const response = await client.fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, 'x-amz-target': target },
      body: JSON.stringify(body),
      signal,
    });
    const answeredIn = response.headers.get('content-type') ?? '';
    return { status: response.status, text: await response.text(), contentType: answeredIn };
  };
  for (const [repeats, pauseMs] of PAUSES_MS.entries()) {
    const answer = await attempt().catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
    if (answer && !isPassing(answer.status)) return { ...answer, isRepeat: repeats > 0 };
    await sleep(Math.random() * pauseMs);
  }
  return { ...(await attempt()), isRepeat: true };
};

const isPassing = (status: number): boolean => status >= 500 || status === 429;

/** Signs with the function's own credentials, for one service in one region, and tries so often again what the service could not do. */
export const signingClient = (
  service: string,
  region: string,
  { retries }: { retries: number },
): AwsClient => {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    service,
    region,
    retries,
  });
};
