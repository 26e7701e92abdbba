import { parseJson } from '../contract/parse-json.ts';
import { log } from '../log.ts';
import { type Secret, type SecretName, secretShapes } from '../secrets.ts';
import { signedCall } from './signed-call.ts';

const FRESH_FOR_MS = 5 * 60_000;
const SELDOM_MS = 10_000;

export type ReadOptions = {
  /** Asks for the value of now rather than the one held: what was held did not fit. At most once in ten seconds. */
  anew?: boolean;
};

/** Gives a secret's value: the first call waits for it, later ones have it from memory. */
export type ReadSecret<Name extends SecretName> = (options?: ReadOptions) => Promise<Secret<Name>>;

export type SecretOptions = {
  /** For one read of Secrets Manager, milliseconds; 4 000 unless told. */
  deadlineMs?: number;
};

/** The secret is there and nobody has given it a value: Secrets Manager says the same of a secret that is not there. */
export class SecretNotFilledError extends Error {
  override readonly name = 'SecretNotFilledError';
  override readonly message = 'The secret has no value yet';
}

type Held<Name extends SecretName> = { value: Secret<Name>; readAt: number };

/**
 * Reads one secret of Secrets Manager and keeps it in memory, so that no request waits for it and a rotation needs no
 * deployment: after five minutes it is read again in the background while callers go on with the old value, and a caller
 * whom the held value does not serve asks for it `anew` and waits. A failed repeat leaves the old value.
 * Throws when there is no value yet and none can be had, or it is not of its shape; the error never holds the value.
 */
export const cachedSecret = <Name extends SecretName>(
  name: Name,
  arn: string,
  { deadlineMs = 4_000 }: SecretOptions = {},
): ReadSecret<Name> => {
  let held: Held<Name> | undefined;
  let triedAt = 0;
  let reading: Promise<Held<Name>> | undefined;
  const read = () => {
    if (!reading) triedAt = Date.now();
    reading ??= fetchSecret(name, arn, deadlineMs)
      .then((value) => {
        held = { value, readAt: Date.now() };
        return held;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const readAgain = (old: Held<Name>) =>
    read().catch(() => {
      log('error', { event: 'secret-refresh-failed', secret: name });
      return old;
    });
  return async ({ anew = false } = {}) => {
    if (!held) return (await read()).value;
    if (anew && (reading || Date.now() - triedAt > SELDOM_MS)) return (await readAgain(held)).value;
    if (Date.now() - held.readAt > FRESH_FOR_MS) void readAgain(held);
    return held.value;
  };
};

const fetchSecret = async <Name extends SecretName>(
  name: Name,
  arn: string,
  deadlineMs: number,
): Promise<Secret<Name>> => {
  const text = await getSecretValue(arn, deadlineMs);
  const parsed = secretShapes[name]().safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
    throw new Error(`The secret ${name} is not of its shape: ${problems.join(', ')}`);
  }
  return parsed.data as Secret<Name>;
};

const getSecretValue = async (arn: string, deadlineMs: number): Promise<string> => {
  const { status, text } = await signedCall({
    service: 'secretsmanager',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: arn }),
    deadlineMs,
  });
  if (status !== 200) throw refusal(status, text);
  const { SecretString } = (parseJson(text) ?? {}) as { SecretString?: unknown };
  if (typeof SecretString !== 'string') throw new Error('The secret has no text value');
  return SecretString;
};

const refusal = (status: number, text: string): Error =>
  text.includes('ResourceNotFoundException')
    ? new SecretNotFilledError()
    : new Error(`Secrets Manager answered ${status}`);
