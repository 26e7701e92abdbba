import { openAssembly } from './assembly.ts';
import type { Deployment, SecondaryIndex, SecretSpec, TableSpec } from './deployment.ts';
import { readCustomResources } from './read-custom-resources.ts';
import { readFunctions } from './read-functions.ts';
import { readEventSources, readQueues } from './read-queues.ts';
import { readCors, readRoutes, readStageThrottle } from './read-routes.ts';
import { readSchedules } from './read-schedules.ts';
import { createResolver, type Resolver } from './resolver.ts';

/**
 * Reads what a cloud assembly (the folder `cdk synth` writes) would deploy: functions with their resolved variables,
 * routes, tables, secrets. Names that AWS would make up are made up here, the same in each run.
 * Throws, naming logical id and property, for an intrinsic function or a setting the local stack cannot act out.
 */
export const readDeployment = (assemblyDir: string): Deployment => {
  const assembly = openAssembly(assemblyDir);
  const resolver = createResolver(assembly.template, assembly);
  const functions = readFunctions(assembly, resolver);
  const [api] = resolver.ofType('AWS::ApiGatewayV2::Api');
  return {
    region: assembly.region,
    accountId: assembly.accountId,
    apiId: api ? resolver.ref(api[0]) : 'local',
    apiEndpoint: api ? resolver.attribute(api[0], 'ApiEndpoint') : '',
    functions,
    routes: readRoutes(resolver, functions),
    tables: readTables(resolver),
    secrets: readSecrets(resolver),
    queues: readQueues(resolver),
    eventSources: readEventSources(resolver, functions),
    customResources: readCustomResources(resolver, functions),
    schedules: readSchedules(resolver, functions),
    cors: readCors(resolver),
    throttle: readStageThrottle(resolver),
  };
};

const readTables = (resolver: Resolver): TableSpec[] =>
  resolver.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(([id]) => {
    const { property } = resolver;
    const timeToLive = property(id, 'TimeToLiveSpecification') as { AttributeName?: string } | undefined;
    return {
      logicalId: id,
      name: resolver.ref(id),
      keySchema: property(id, 'KeySchema') as TableSpec['keySchema'],
      attributeDefinitions: property(id, 'AttributeDefinitions') as TableSpec['attributeDefinitions'],
      globalSecondaryIndexes: (property(id, 'GlobalSecondaryIndexes') as SecondaryIndex[] | undefined) ?? [],
      localSecondaryIndexes: (property(id, 'LocalSecondaryIndexes') as SecondaryIndex[] | undefined) ?? [],
      timeToLiveAttribute: timeToLive?.AttributeName ?? null,
    };
  });

const readSecrets = (resolver: Resolver): SecretSpec[] =>
  resolver.ofType('AWS::SecretsManager::Secret').map(([id]) => {
    const name = (resolver.property(id, 'Name') as string | undefined) ?? id;
    return { logicalId: id, name: name.slice(name.lastIndexOf('/') + 1), arn: resolver.ref(id) };
  });

export type { CorsSpec, Deployment, LambdaSpec, RouteSpec, SecretSpec, TableSpec } from './deployment.ts';
