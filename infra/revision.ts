import { createHash } from 'node:crypto';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StageConfig } from './stage-config.ts';

/**
 * A short hash of a stage's settings and of the code of its functions: the same for the same, whatever the order. What else the stack
 * tells Stream, addresses that `infra/` makes, is not in it.
 */
export const revisionOf = (config: StageConfig, functions: readonly LambdaFunction[]): string => {
  const code = functions.map(codeOf).sort();
  return createHash('sha256')
    .update(JSON.stringify([sorted(config), code]))
    .digest('hex')
    .slice(0, 16);
};

/** The function's name and the name of its bundle, which is the hash of what is in it. */
const codeOf = (lambda: LambdaFunction): string => {
  const { functionName, code } = lambda.node.defaultChild as CfnFunction;
  return `${functionName} ${(code as CfnFunction.CodeProperty).s3Key}`;
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
};
