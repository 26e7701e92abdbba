import { parseJson } from '../../shared/contract/parse-json.ts';
import type { SecretName } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import { checkFor } from '../secrets/check-secret.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the secret is filled and of the shape its readers hold it against. Nothing of the value is said. */
export const checkSecretOf = async ({ store, config }: Patient, name: SecretName): Promise<Result> => {
  const fill = `npm run secrets -- --stage ${config.stage} --only ${name}`;
  try {
    const text = await store.read(name);
    if (text === null) return wrong('the secret is empty', fill);
    const { problems } = checkFor(config.activationKeyType)(name, parseJson(text));
    return problems.length === 0 ? ok('filled, and of its shape') : wrong(problems.join('; '), fill);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const deploy = /There is no secret/.test(error.message);
    return deploy ? wrong(error.message, `npx cdk deploy -c stage=${config.stage}`) : unknown(error.message);
  }
};
