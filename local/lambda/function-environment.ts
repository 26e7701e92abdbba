import { dirname } from 'node:path';
import type { LambdaSpec } from '../template/deployment.ts';

/** Each function signs as itself, since on AWS each has a role of its own. */
export const accessKeyOf = (name: string): string => `local-${name}`;

export type FunctionPlace = {
  /** `host:port` of this process's Runtime API. */
  runtimeApi: string;
  logStream: string;
  /** Added to every function: where AWS's services are on this machine, region, credentials. */
  processEnvironment: Record<string, string>;
};

/**
 * The whole environment of one function process: what Lambda sets ("Defined runtime environment variables"), then what
 * this machine needs, then the function's own variables. Nothing is taken from our own environment, so that a function
 * that reads a variable the template does not give fails here as it would on AWS.
 */
export const functionEnvironment = (spec: LambdaSpec, place: FunctionPlace): Record<string, string> => ({
  PATH: dirname(process.execPath),
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  ...place.processEnvironment,
  ...spec.environment,
  AWS_ACCESS_KEY_ID: accessKeyOf(spec.name),
  _HANDLER: spec.handler,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
  AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.functionName}`,
  AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
  AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
  LAMBDA_TASK_ROOT: spec.codeDir,
});
