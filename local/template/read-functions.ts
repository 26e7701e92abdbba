import type { Assembly } from './assembly.ts';
import type { LambdaSpec } from './deployment.ts';
import type { Resolver } from './resolver.ts';

/** Lambda's defaults for a function that does not say ("AWS::Lambda::Function"). */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** Every function of ours in the template: its code is a bundled asset. The code itself is not read yet. */
export const readFunctions = (assembly: Assembly, resolver: Resolver): LambdaSpec[] =>
  resolver
    .ofType('AWS::Lambda::Function')
    .filter(([id]) => codeKey(resolver, id) !== undefined && frameworkHandlerOf(resolver, id) === undefined)
    .map(([id]) => readFunction(assembly, resolver, id));

const readFunction = (assembly: Assembly, resolver: Resolver, id: string): LambdaSpec => {
  const { property } = resolver;
  const codeDir = assembly.assetDir(codeKey(resolver, id) ?? '');
  if (!codeDir) throw new Error(`Template: ${id}.Code names an asset that is not in the assembly`);
  const functionName = resolver.ref(id);
  return {
    name: shortName(functionName, assembly.stackName),
    functionName,
    arn: resolver.attribute(id, 'Arn'),
    codeDir,
    handler: (property(id, 'Handler') as string | undefined) ?? 'index.handler',
    timeoutSeconds: Number(property(id, 'Timeout') ?? DEFAULT_TIMEOUT_SECONDS),
    memoryMb: Number(property(id, 'MemorySize') ?? DEFAULT_MEMORY_MB),
    environment: readEnvironment(resolver, id),
  };
};

const codeKey = (resolver: Resolver, id: string) =>
  (resolver.property(id, 'Code') as { S3Key?: string } | undefined)?.S3Key;

const readEnvironment = (resolver: Resolver, id: string): Record<string, string> => {
  const { Variables = {} } = (resolver.property(id, 'Environment') ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)]));
};

/** `sealed-stream-dev-me` in stack `SealedStream-dev` is `me`. */
const shortName = (functionName: string, stackName: string) => {
  const stage = stackName.slice(stackName.indexOf('-') + 1);
  const prefix = `sealed-stream-${stage}-`;
  return functionName.startsWith(prefix) ? functionName.slice(prefix.length) : functionName;
};

/** ARN of the function that the Provider framework of AWS CDK calls, if the function is that framework's. */
export const frameworkHandlerOf = (resolver: Resolver, id: string): string | undefined => {
  const { Variables } = (resolver.property(id, 'Environment') ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  return Variables?.USER_ON_EVENT_FUNCTION_ARN as string | undefined;
};
