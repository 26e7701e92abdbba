import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway } from '../../local/gateway/start-gateway.ts';
import { synthesize } from '../../local/synth/synthesize.ts';
import { type Deployment, readDeployment } from '../../local/template/read-deployment.ts';
import type { Route } from '../../shared/contract/route.ts';
import { routes } from '../../shared/contract/routes.ts';
import { environment, type FunctionName, readEnvironment } from '../../shared/environment.ts';
import { secretShapes } from '../../shared/secrets.ts';
import { type TestStack, writeAssembly } from './gateway-fixture.ts';

const assemblies: Array<{ remove: () => void }> = [];
afterEach(() => {
  for (const assembly of assemblies.splice(0)) assembly.remove();
});

const sample = { code: 'export const handler = async () => 1' };
const read = (stack: Partial<TestStack>) => {
  const assembly = writeAssembly({ functions: { sample }, ...stack });
  assemblies.push(assembly);
  return { dir: assembly.dir, deployment: readDeployment(assembly.dir) };
};
/** The variables of a function whose template holds these values. */
const resolved = (variables: Record<string, unknown>, extraResources: Record<string, unknown> = {}) =>
  read({ functions: { sample: { ...sample, environment: variables } }, extraResources }).deployment
    .functions[0]?.environment;

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  },
};
const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'sealed-stream/test/stream' } };

describe('readDeployment', () => {
  it('reads a function with its code, limits and short name', () => {
    const { dir, deployment } = read({ functions: { sample: { ...sample, timeout: 7, memory: 512 } } });
    expect(deployment.functions).toEqual([
      {
        name: 'sample',
        functionName: 'sealed-stream-test-sample',
        arn: 'arn:aws:lambda:eu-west-3:123456789012:function:sealed-stream-test-sample',
        codeDir: join(dir, 'asset.sample'),
        handler: 'index.handler',
        timeoutSeconds: 7,
        memoryMb: 512,
        environment: {},
      },
    ]);
  });

  it('works out the intrinsic functions in variables', () => {
    const variables = {
      TABLE: { Ref: 'Users' },
      SECRET: { Ref: 'Stream' },
      JOINED: { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, { Ref: 'AWS::NoValue' }, 'b']] },
      SUB: {
        'Fn::Sub': [
          '$' + '{AWS::AccountId}-$' + '{Own}-$' + '{!Literal}-$' + '{Users.Arn}',
          { Own: { Ref: 'Users' } },
        ],
      },
      SELECTED: { 'Fn::Select': [1, { 'Fn::Split': ['-', 'x-y-z'] }] },
      NUMBER: 7,
      NOTHING: { Ref: 'AWS::NoValue' },
    };
    const values = resolved(variables, { Users: table, Stream: secret }) ?? {};
    const name = values.TABLE;
    expect(name).toMatch(/^SealedStream-test-Users-[\da-f]{12}$/);
    expect(values).toEqual({
      TABLE: name,
      SECRET: expect.stringMatching(
        /^arn:aws:secretsmanager:eu-west-3:123456789012:secret:sealed-stream\/test\/stream-[\da-f]{6}$/,
      ),
      JOINED: 'a/eu-west-3/b',
      SUB: `123456789012-${name}-$` + `{Literal}-arn:aws:dynamodb:eu-west-3:123456789012:table/${name}`,
      SELECTED: 'y',
      NUMBER: '7',
    });
  });

  it('reads every table there is', () => {
    const { deployment } = read({ extraResources: { Users: table, Channels: table } });
    expect(deployment.tables.map(({ logicalId }) => logicalId)).toEqual(['Users', 'Channels']);
    expect(new Set(deployment.tables.map(({ name }) => name)).size).toBe(2);
  });

  it('gives tables and secrets the names the functions are told', () => {
    const extraResources = { Users: table, Stream: secret };
    const { deployment } = read({ extraResources });
    const told = resolved({ TABLE: { Ref: 'Users' }, SECRET: { Ref: 'Stream' } }, extraResources);
    expect(deployment.tables).toMatchObject([
      {
        logicalId: 'Users',
        name: told?.TABLE,
        keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        timeToLiveAttribute: 'expiresAt',
      },
    ]);
    expect(deployment.secrets).toEqual([{ logicalId: 'Stream', name: 'stream', arn: told?.SECRET }]);
  });

  it.each([
    [
      'an intrinsic it does not know',
      { 'Fn::ImportValue': 'x' },
      'sampleFunction.Environment uses Fn::ImportValue',
    ],
    [
      'an attribute it does not know',
      { 'Fn::GetAtt': ['Users', 'StreamArn'] },
      'sampleFunction.Environment uses Fn::GetAtt Users.StreamArn',
    ],
    ['a resource that is not there', { Ref: 'Nobody' }, 'sampleFunction.Environment names Nobody'],
  ])('throws for %s, saying where', (_, value, message) => {
    expect(() => resolved({ A: value }, { Users: table })).toThrow(message);
  });

  it('throws for an API that is not under the $default stage', () => {
    const other = { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: 'v1' } };
    expect(() => read({ extraResources: { Stage: other } })).toThrow('Stage must be the only stage');
  });

  it('reads what a clock calls, and how often, unless the clock is off', () => {
    const rule = (ScheduleExpression: string, State = 'ENABLED') => ({
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression,
        State,
        Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['sampleFunction', 'Arn'] } }],
      },
    });
    const extraResources = { Often: rule('rate(15 minutes)'), Off: rule('rate(1 hour)', 'DISABLED') };
    expect(read({ extraResources }).deployment.schedules).toEqual([
      { functionName: 'sample', everyMinutes: 15, event: '{}' },
    ]);
    expect(() => read({ extraResources: { Odd: rule('cron(0 1 * * ? *)') } })).toThrow('must be a rate');
  });

  it('follows an alias to its function', () => {
    const { deployment } = read({
      extraResources: {
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { Name: 'live', FunctionName: { Ref: 'sampleFunction' } },
        },
        sampleIntegration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: { IntegrationUri: { Ref: 'Live' }, PayloadFormatVersion: '2.0' },
        },
      },
    });
    expect(deployment.routes[0]?.functionName).toBe('sample');
  });
});

describe('the stack that would be deployed', () => {
  let deployment: Deployment;
  let assemblyDir: string;
  beforeAll(async () => {
    ({ assemblyDir } = await synthesize({ stage: 'local' }));
    deployment = readDeployment(assemblyDir);
  }, 120_000);

  it('is synthesized once for the same sources', async () => {
    expect(await synthesize({ stage: 'local' })).toEqual({ assemblyDir, fromCache: true });
  });

  it('has the routes of the contract, each behind the right door', () => {
    const expected = Object.values<Route>(routes).map(({ name, method, path, access }) => [
      method,
      path,
      name,
      access,
    ]);
    const actual = deployment.routes.map(({ method, path, functionName, authorizer }) => {
      return [method, path, functionName, authorizer ? 'user' : 'stream-signature'];
    });
    expect(actual.sort()).toEqual(expected.sort());
  });

  it.each(Object.keys(environment) as FunctionName[])('gives %s an environment it accepts', (name) => {
    const spec = deployment.functions.find((candidate) => candidate.name === name);
    expect(() => readEnvironment(name, spec?.environment)).not.toThrow();
    expect(existsSync(join(spec?.codeDir ?? '', 'index.mjs'))).toBe(true);
  });

  it('names every secret, and a table of users and one of channels, each known to its functions', () => {
    expect(deployment.secrets.map(({ name }) => name).sort()).toEqual(Object.keys(secretShapes).sort());
    const told = (variable: string) =>
      new Set(deployment.functions.flatMap(({ environment: { [variable]: name } }) => name ?? []));
    const [users, channels] = [told('TABLE_NAME'), told('CHANNEL_TABLE_NAME')];
    expect([users.size, channels.size]).toEqual([1, 1]);
    expect(new Set(deployment.tables.map(({ name }) => name))).toEqual(new Set([...users, ...channels]));
    for (const { keySchema } of deployment.tables)
      expect(keySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
  });

  it('has functions that all load in the Lambda runtime client', async () => {
    const lines: string[] = [];
    const { dir } = read({});
    const gateway = await startGateway({
      port: 0,
      deployment,
      logDir: join(dir, 'logs'),
      processEnvironment: { AWS_REGION: deployment.region },
      onLine: (line) => lines.push(line),
    });
    await gateway.warm();
    await gateway.close();
    expect(lines).toEqual([]);
  }, 120_000);
});
