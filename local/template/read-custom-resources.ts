import type { CustomResourceSpec, LambdaSpec } from './deployment.ts';
import { frameworkHandlerOf } from './read-functions.ts';
import type { Resolver } from './resolver.ts';

/** The custom resources whose service token is a function of CDK's Provider framework in front of one of ours. */
export const readCustomResources = (resolver: Resolver, functions: LambdaSpec[]): CustomResourceSpec[] =>
  resolver.ofPrefix('Custom::').map(([logicalId, { Type: type, Properties = {} }]) => {
    const token = resolver.property(logicalId, 'ServiceToken');
    const names = Object.keys(Properties).filter((name) => name !== 'ServiceToken');
    const handler = functions.find(({ arn }) => arn === handlerBehind(resolver, token));
    if (!handler)
      throw new Error(`Template: ${logicalId}.ServiceToken leads to no function with bundled code`);
    const properties = Object.fromEntries(names.map((name) => [name, resolver.property(logicalId, name)]));
    return { logicalId, type, functionName: handler.name, properties };
  });

const handlerBehind = (resolver: Resolver, token: unknown): string | undefined =>
  resolver
    .ofType('AWS::Lambda::Function')
    .filter(([id]) => resolver.attribute(id, 'Arn') === token)
    .map(([id]) => frameworkHandlerOf(resolver, id))[0];
