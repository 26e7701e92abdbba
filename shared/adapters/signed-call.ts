import { setTimeout as sleep } from 'node:timers/promises';
import aws4 from 'aws4';
import { type HttpAnswer, httpCall } from './http-call.ts';

type Service = 'secretsmanager' | 'dynamodb' | 'sns';

export type AwsCredentials = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
};

/** Whose calls they are, and where they go: to the region's own address of the service, unless the environment or `endpoint` says otherwise. */
export type AwsAccess = {
  region: string;
  endpoint?: string | undefined;
  credentials: () => Promise<AwsCredentials>;
};

type Request = {
  service: Service;
  headers: Readonly<Record<string, string>>;
  body: string;
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
 * Sends one request to AWS, once: a POST to the service's root, signed with aws4 (Signature Version 4), and gives the answer, good or not. Rejects when there was no
 * whole answer. `access`: the function's own, unless told.
 */
export const signedAttempt = async ({
  service,
  headers,
  body,
  signal,
  access = ownAccess(),
}: Request & { signal: AbortSignal; access?: AwsAccess }): Promise<HttpAnswer> => {
  const { region, credentials } = access;
  const url = new URL(access.endpoint ?? endpointOf(service, region));
  const asked = { service, region, host: url.host, path: url.pathname, method: 'POST', body };
  const signed = aws4.sign({ ...asked, headers: { ...headers } }, await credentials());
  return httpCall({ url, method: 'POST', headers: signed.headers as Record<string, string>, body, signal });
};

export type SignedCall = Request & {
  region?: string;
  /** For all attempts together, until the last byte of the answer is there. */
  deadlineMs: number;
  /** Whether it is sent again when its connection broke, after which it may have been carried out; true unless told. */
  repeatsBroken?: boolean;
};

/**
 * Makes one call of AWS with the function's own credentials and gives the answer, good or not. One whose connection broke, as those do that a frozen function kept open, or that the service could not do, is
 * tried twice more within the deadline, so it must be one that can be repeated.
 */
export const signedCall = async ({
  region,
  deadlineMs,
  repeatsBroken = true,
  ...request
}: SignedCall): Promise<HttpAnswer> => {
  const signal = AbortSignal.timeout(deadlineMs);
  const attempt = () => signedAttempt({ ...request, signal, access: ownAccess(region) });
  for (const pauseMs of PAUSES_MS) {
    const answer = await attempt().catch((error: unknown) => {
      if (signal.aborted || !repeatsBroken) throw error;
      return null;
    });
    if (answer && !isPassing(answer.status)) return answer;
    await sleep(Math.random() * pauseMs);
  }
  return attempt();
};

const isPassing = (status: number): boolean => status >= 500 || status === 429;

/** Where a service of AWS is in a region, unless the environment says otherwise. */
export const endpointOf = (service: Service, region: string): URL =>
  new URL(process.env[ENDPOINTS[service]] ?? `https://${service}.${region}.amazonaws.com/`);

/** As Lambda gives it to a function. */
const ownAccess = (region = process.env.AWS_REGION ?? ''): AwsAccess => ({
  region,
  credentials: async () => {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    };
  },
});
