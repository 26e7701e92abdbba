import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { parseJson } from '../shared/contract/parse-json.ts';
import { describeAwsError } from './aws-settings.ts';
import { OperatorError } from './operator-error.ts';
import { functionOf, logGroupOf } from './stage.ts';

/** Somebody waits for the answer, and a call that broke off may have been carried out: it is not sent twice. */
const openClient = (): LambdaClient => new LambdaClient({ maxAttempts: 1 });

/**
 * Calls a function of the stage and waits for its answer, with the operator's own credentials. Each call runs it once.
 * Throws {@link OperatorError} when it is not deployed, cannot be called, or fails; the words of a failure stay in its log.
 */
export const invokeFunction = async (
  stage: string,
  name: string,
  payload: object,
  client = openClient(),
): Promise<unknown> => {
  const FunctionName = functionOf(stage, name);
  const answer = await client
    .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }))
    .catch(refuse(FunctionName, 'called'));
  const result = parseJson(Buffer.from(answer.Payload ?? []).toString('utf8'));
  if (answer.FunctionError)
    throw new OperatorError(
      `${FunctionName} failed${errorTypeOf(result)}. Its log group is ${logGroupOf(stage, name)}.`,
    );
  return result;
};

/** The name of the users' table, which CloudFormation chose: as a function that uses it is told. Throws {@link OperatorError}. */
export const findUsersTable = async (stage: string, client = openClient()): Promise<string> => {
  const FunctionName = functionOf(stage, 'signup');
  const { Environment } = await client
    .send(new GetFunctionConfigurationCommand({ FunctionName }))
    .catch(refuse(FunctionName, 'looked at'));
  const table = Environment?.Variables?.TABLE_NAME;
  if (!table) throw new OperatorError(`${FunctionName} has no TABLE_NAME. Name the table with --table.`);
  return table;
};

/** Whether the stage has the function. Throws {@link OperatorError} when it cannot be told. */
export const isDeployed = async (stage: string, name: string, client = openClient()): Promise<boolean> => {
  const FunctionName = functionOf(stage, name);
  try {
    await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    return refuse(FunctionName, 'looked at')(error);
  }
};

const refuse =
  (name: string, verb: string) =>
  (error: unknown): never => {
    if (error instanceof ResourceNotFoundException)
      throw new OperatorError(`There is no function ${name} in this account and region.`);
    throw new OperatorError(`${name} could not be ${verb}: ${describeAwsError(error)}`);
  };

const errorTypeOf = (failure: unknown): string => {
  const { errorType } = (failure ?? {}) as { errorType?: unknown };
  return typeof errorType === 'string' ? ` with ${errorType}` : '';
};
