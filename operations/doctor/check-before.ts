import { OperatorError } from '../operator-error.ts';
import { secretNames } from '../secrets/check-secret.ts';
import { awsProblem } from './aws-account.ts';
import { ok, type Result, unknown, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

/** A stack that failed at its first deployment, which CDK deletes before it makes another. */
const NEVER_MADE = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'];

/** Whether the stack can be made or updated as it stands. */
export const checkStackState = async ({ account, config: { stage } }: Patient): Promise<Result> => {
  try {
    const stack = await account.stack(stage);
    if (!stack) return ok('there is none yet: a deployment makes it');
    if (NEVER_MADE.includes(stack.status) && stack.isProtected)
      return wrong(
        `the first deployment failed (${stack.status}), and what is left of the stack is protected: the next one could not delete it`,
        `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name SealedStream-${stage}`,
      );
    if (/_FAILED$/.test(stack.status) && !NEVER_MADE.includes(stack.status))
      return wrong(`it is in ${stack.status}`, 'docs/runbook.md#stuck-deployment');
    if (/_IN_PROGRESS$/.test(stack.status) && stack.status !== 'REVIEW_IN_PROGRESS')
      return wrong(`it is in ${stack.status}: somebody deploys`, 'wait until that has ended');
    return ok(`it is in ${stack.status}, and can be updated`);
  } catch (error) {
    return unknown(awsProblem(error));
  }
};

/** Whether secrets of an earlier stack of the same name are in the way of a first deployment. */
export const checkLeftovers = async ({ account, store, config: { stage } }: Patient): Promise<Result> => {
  try {
    if (await account.stack(stage)) return ok('what there is belongs to the stack');
    const found: string[] = [];
    for (const name of secretNames) if (await isThere(store.read(name))) found.push(name);
    if (found.length === 0) return ok('no secret of an earlier stack has the names of this one');
    return wrong(
      `an earlier stack of this stage has left the secrets ${found.join(', ')}: a deployment that makes them anew fails`,
      'docs/take-up-again.md',
    );
  } catch (error) {
    return unknown(error instanceof OperatorError ? error.message : awsProblem(error));
  }
};

const isThere = async (reading: Promise<unknown>): Promise<boolean> => {
  try {
    await reading;
    return true;
  } catch (error) {
    if (error instanceof OperatorError && /There is no secret/.test(error.message)) return false;
    throw error;
  }
};

/** An issuer of the team's own must answer while the stack is deployed; one that the stack makes does. */
export const checkIssuerBefore =
  (checkIssuer: (patient: Patient) => Promise<Result>) =>
  async (patient: Patient): Promise<Result> =>
    'cognito' in patient.config.identityProvider
      ? ok('Cognito, which the stack makes')
      : checkIssuer(patient);
