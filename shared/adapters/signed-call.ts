import { AwsClient } from 'aws4fetch';

export type SignedCall = {
  service: 'secretsmanager' | 'dynamodb';
  /** As the service names its operation in `x-amz-target`. */
  target: string;
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  body: object;
  deadlineMs: number;
};

/** Where an operator, or a stand-in, says that a service is; the AWS SDKs look at the same names. */
const ENDPOINTS = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
} as const;

/**
 * Makes one call of AWS with the function's own credentials and gives the answer, good or not; one that the service could not do is tried
 * twice more. Signed with aws4fetch rather than the AWS SDK: the SDK's clients alone would take the smallest functions past their size budget.
 */
export const signedCall = ({
  service,
  target,
  contentType,
  body,
  deadlineMs,
}: SignedCall): Promise<Response> => {
  const { AWS_REGION = '' } = process.env;
  const url = process.env[ENDPOINTS[service]] ?? `https://${service}.${AWS_REGION}.amazonaws.com/`;
  return signingClient(service, AWS_REGION).fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType, 'x-amz-target': target },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(deadlineMs),
  });
};

/** Signs with the function's own credentials, for one service in one region, and tries twice more what the service could not do. */
export const signingClient = (service: string, region: string): AwsClient => {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    service,
    region,
    retries: 2,
  });
};
