import { AwsClient } from 'aws4fetch';
import { type Secret, type SecretName, secretShapes } from '../secrets.ts';

const FRESH_FOR_MS = 5 * 60_000;
const DEADLINE_MS = 2_000;

/** Gives a secret's value; the first call waits for it, later ones have it from memory. */
export type ReadSecret<Name extends SecretName> = () => Promise<Secret<Name>>;

/**
 * Reads one secret of Secrets Manager and keeps it in memory. After five minutes it is fetched anew in the background
 * while callers go on with the old value, so that no request waits for it and a rotation needs no deployment.
 * Throws on the first read when the secret cannot be had or is not of its shape; the error never holds the value.
 *
 * Signed with aws4fetch rather than the AWS SDK: the SDK's client alone would take the hook past its size budget.
 */
export const cachedSecret = <Name extends SecretName>(name: Name, arn: string): ReadSecret<Name> => {
  let held: { value: Secret<Name>; readAt: number } | undefined;
  let reading: Promise<Secret<Name>> | undefined;
  const read = () => {
    reading ??= fetchSecret(name, arn)
      .then((value) => {
        held = { value, readAt: Date.now() };
        return value;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  return async () => {
    if (!held) return read();
    if (Date.now() - held.readAt > FRESH_FOR_MS)
      read().catch(() => console.error({ event: 'secret-refresh-failed' }));
    return held.value;
  };
};

const fetchSecret = async <Name extends SecretName>(name: Name, arn: string): Promise<Secret<Name>> => {
  const text = await getSecretValue(arn);
  const parsed = secretShapes[name].safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    throw new Error(`The secret ${name} is not of its shape: ${problems.join(', ')}`);
  }
  return parsed.data as Secret<Name>;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not the parser's error: its message quotes the text
  }
};

const getSecretValue = async (arn: string): Promise<string> => {
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
    AWS_REGION = '',
  } = process.env;
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    service: 'secretsmanager',
    region: AWS_REGION,
    retries: 2,
  });
  const url =
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? `https://secretsmanager.${AWS_REGION}.amazonaws.com/`;
  const response = await client.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: arn }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!response.ok) throw new Error(`Secrets Manager answered ${response.status}`);
  const { SecretString } = (await response.json()) as { SecretString?: string };
  if (SecretString === undefined) throw new Error('The secret has no text value');
  return SecretString;
};
