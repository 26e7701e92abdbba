import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseJson } from '../../shared/contract/parse-json.ts';
import type { Secret, SecretName } from '../../shared/secrets.ts';
import { describeAwsError } from '../aws-settings.ts';
import { OperatorError } from '../operator-error.ts';
import { secretOf } from '../stage.ts';
import { checkSecret } from './check-secret.ts';

/** The stage's secrets, with the operator's own credentials. */
export type SecretStore = {
  /** The value as text, empty for one that is not text; null when the stack made the secret and nobody has filled it yet. Throws {@link OperatorError}. */
  read: (name: SecretName) => Promise<string | null>;
  /** Makes it the current value. A repeat makes one more version of it. Throws {@link OperatorError}. */
  write: (name: SecretName, value: unknown) => Promise<void>;
};

/** How AWS says that a secret is there and empty; for one that is not there it says "the specified secret". */
const EMPTY = /staging label/;

/** Region, credentials and endpoint are the AWS SDK's own: environment, profile, sign-on. */
export const openSecretStore = (stage: string, client = new SecretsManagerClient({})): SecretStore => ({
  async read(name) {
    const SecretId = secretOf(stage, name);
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
    } catch (error) {
      if (error instanceof ResourceNotFoundException && EMPTY.test(error.message)) return null;
      throw problemWith(SecretId, 'read', error, stage);
    }
  },
  async write(name, value) {
    const SecretId = secretOf(stage, name);
    try {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
    } catch (error) {
      throw problemWith(SecretId, 'written', error, stage);
    }
  },
});

/** The secret's value. Throws {@link OperatorError} when it is not filled, or not of its shape. */
export const readValue = async <Name extends SecretName>(
  store: SecretStore,
  name: Name,
): Promise<Secret<Name>> => {
  const text = await store.read(name);
  if (text === null) throw new OperatorError(`The secret ${name} is empty: npm run secrets fills it.`);
  const { value, problems } = checkSecret(name, parseJson(text));
  if (value === null)
    throw new OperatorError(`The secret ${name} is not usable:\n  ${problems.join('\n  ')}`);
  return value;
};

/** The message of a failed write stays out: it may quote what was written. */
const problemWith = (id: string, verb: 'read' | 'written', error: unknown, stage: string): OperatorError => {
  if (error instanceof ResourceNotFoundException)
    return new OperatorError(
      `There is no secret ${id} in this account and region. Deploy first: npx cdk deploy -c stage=${stage}`,
    );
  const why = verb === 'read' ? describeAwsError(error) : (error as Error).name;
  return new OperatorError(`${id} could not be ${verb}: ${why}`);
};
