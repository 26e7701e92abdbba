import { setTimeout as sleep } from 'node:timers/promises';
import aws4 from 'aws4';
import { type HttpAnswer, httpCall } from './http-call.ts';

export type SignedCall = {
  service: 'secretsmanager' | 'dynamodb' | 'sns';
  region?: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For all attempts together, until the last byte of the answer is there. */
  deadlineMs: number;
  /** Whether it is sent again when its connection broke, after which it may have been carried out; true unless told. */
  repeatsBroken?: boolean;
};

export type SignedAnswer = HttpAnswer & {
  /** The same was sent before, and may have been carried out: that answer was lost. */
  isRepeat: boolean;
};

/** Where an operator, or a stand-in, says that a service is; the AWS SDKs look at the same names. */
const ENDPOINTS = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sns: 'AWS_ENDPOINT_URL_SNS',
} as const;

/** Milliseconds before each further attempt, at most. */
const PAUSES_MS = [50, 100];

/**
 * Makes one call of AWS, a POST to the service's root, with the function's own credentials and gives the answer, good or not. One whose connection broke, as those do
 * that a frozen function kept open, or that the service could not do, is tried twice more within the deadline; so it must be one that can be repeated, or
 * whose maker looks at `isRepeat`. Signed with aws4 (Signature Version 4), each attempt anew.
 */
export const signedCall = async ({
  service,
  region = process.env.AWS_REGION ?? '',
  headers,
  body,
  deadlineMs,
  repeatsBroken = true,
}: SignedCall): Promise<SignedAnswer> => {
  const url = endpointOf(service, region);
  const signal = AbortSignal.timeout(deadlineMs);
  const attempt = (): Promise<HttpAnswer> =>
    httpCall({ url, method: 'POST', headers: signed({ service, region, url, headers, body }), body, signal });
  for (const [repeats, pauseMs] of PAUSES_MS.entries()) {
    const answer = await attempt().catch((error: unknown) => {
      if (signal.aborted || !repeatsBroken) throw error;
      return null;
    });
    if (answer && !isPassing(answer.status)) return { ...answer, isRepeat: repeats > 0 };
    await sleep(Math.random() * pauseMs);
  }
  return { ...(await attempt()), isRepeat: true };
};

/** Where a service of AWS is in a region, unless the environment says otherwise. */
export const endpointOf = (service: SignedCall['service'], region: string): URL =>
  new URL(process.env[ENDPOINTS[service]] ?? `https://${service}.${region}.amazonaws.com/`);

const isPassing = (status: number): boolean => status >= 500 || status === 429;

type Unsigned = Required<Pick<SignedCall, 'service' | 'region' | 'headers' | 'body'>> & { url: URL };

const signed = ({ url, headers, ...request }: Unsigned): Record<string, string> => {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
  const asked = { ...request, host: url.host, path: url.pathname, method: 'POST', headers: { ...headers } };
  return aws4.sign(asked, credentials).headers as Record<string, string>;
};
