import { describe, expect, it } from '@jest/globals';
import { backgroundEnvironment } from '../../shared/background-environment.ts';
import { routes } from '../../shared/contract/routes.ts';
import { environment } from '../../shared/environment.ts';
import { SESSION_INDEX } from '../../shared/session-index.ts';
import {
  actionsOf,
  functionNamed,
  resources,
  type Statement,
  statementsOf,
  tableNamedBy,
  templates,
} from './template.ts';

const { example: template } = await templates();
const names = Object.keys({ ...environment, ...backgroundEnvironment });
const keyId = Object.keys(resources(template, 'AWS::KMS::Key'))[0];
const secrets = resources(template, 'AWS::SecretsManager::Secret');

const startingWith = (service: string, name: string): Statement[] =>
  statementsOf(template, name).filter((statement) =>
    actionsOf(statement).some((action) => action.startsWith(`${service}:`)),
  );

const secretNameOf = (resource: unknown): string | undefined =>
  secrets[(resource as { Ref: string }).Ref]?.Properties.Name.replace('sealed-stream/example/', '');

const endpointOf = (service: string) => ({
  'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']],
});

const only = (keys: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } });

const permission = (variable: string, action: string): unknown[] => {
  const arn = { 'Fn::GetAtt': [tableNamedBy(template, variable), 'Arn'] };
  if (action === 'KeepReports') return ['dynamodb:UpdateItem', arn, only('REPORTS')];
  return action === 'QueryIndex'
    ? ['dynamodb:Query', { 'Fn::Join': ['', [arn, `/index/${SESSION_INDEX.name}`]] }]
    : [`dynamodb:${action}`, arn];
};

/** What stands before every endpoint of people's apps looks at their account, and counts calls: it can change nothing else. */
const guarding = (name: string): unknown[][] =>
  Object.values(routes).some((route) => route.name === name && route.access === 'user')
    ? [
        permission('TABLE_NAME', 'BatchGetItem'),
        [...permission('TABLE_NAME', 'UpdateItem'), only('BUDGET#*')],
      ]
    : [];

/** The key of the hash that names callers in the log. */
const guardingSecrets = (name: string): string[] => (guarding(name).length > 0 ? ['logs'] : []);

describe('a function may', () => {
  it.each([
    ['token', [], []],
    ['signup', ['GetItem', 'PutItem', 'UpdateItem'], []],
    ['me', ['UpdateItem'], []],
    ['erase', ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], []],
    ['undo-erasure', ['GetItem', 'UpdateItem', 'DeleteItem'], []],
    ['export-me', ['Query'], []],
    ['challenge', ['GetItem', 'UpdateItem'], []],
    ['claim-identity', ['GetItem', 'UpdateItem'], []],
    ['enroll', ['GetItem', 'UpdateItem'], []],
    ['author-key', ['GetItem', 'UpdateItem'], []],
    ['block-peer', ['GetItem', 'UpdateItem'], []],
    ['unblock-peer', ['DeleteItem'], []],
    ['blocks', ['Query'], []],
    ['create-channel', [], ['Query', 'UpdateItem', 'DeleteItem']],
    ['start-pair', ['UpdateItem'], ['Query', 'UpdateItem', 'DeleteItem']],
    ['accept-invitation', ['UpdateItem'], []],
    ['add-member', [], ['Query', 'GetItem', 'PutItem', 'UpdateItem']],
    ['remove-member', [], ['Query']],
    ['encryption-session', [], ['Query']],
    ['register-encryption-session', ['GetItem'], ['Query', 'QueryIndex', 'PutItem']],
    ['member-keys', [], []],
    ['sigchain-hash', ['GetItem'], []],
    ['report', ['KeepReports'], []],
    ['stream-webhook', [], []],
    ['sweep', [], ['Query', 'QueryIndex', 'UpdateItem']],
    ['reconcile', [], ['Query', 'QueryIndex', 'GetItem', 'PutItem', 'UpdateItem']],
    ['erase-due', ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], []],
    ['configure-stream', [], ['Query', 'UpdateItem', 'DeleteItem']],
  ])('%s: do exactly %j with users and %j with channels, beside what guards it', (name, users, channels) => {
    const found = startingWith('dynamodb', name).flatMap((statement) =>
      actionsOf(statement).flatMap((action) =>
        [statement.Resource]
          .flat()
          .map((resource) => [action, resource, ...(statement.Condition ? [statement.Condition] : [])]),
      ),
    );
    const wanted = [
      ...guarding(name),
      ...users.map((action) => permission('TABLE_NAME', action)),
      ...channels.map((action) => permission('CHANNEL_TABLE_NAME', action)),
    ];
    expect(found).toHaveLength(wanted.length);
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  it.each([
    ['token', ['stream']],
    ['signup', ['seald', 'sealing']],
    ['me', ['seald', 'sealing']],
    ['erase', ['stream']],
    ['undo-erasure', []],
    ['export-me', []],
    ['challenge', ['pepper', 'sealing', 'ssks']],
    ['claim-identity', ['seald']],
    ['enroll', []],
    ['author-key', []],
    ['block-peer', ['stream']],
    ['unblock-peer', []],
    ['blocks', []],
    ['create-channel', ['stream']],
    ['start-pair', ['stream']],
    ['accept-invitation', ['stream']],
    ['add-member', ['stream']],
    ['remove-member', ['stream']],
    ['encryption-session', ['stream']],
    ['register-encryption-session', ['stream']],
    ['member-keys', ['stream']],
    ['sigchain-hash', ['stream']],
    ['report', []],
    ['stream-webhook', ['stream']],
    ['sweep', ['stream']],
    ['reconcile', ['stream']],
    ['erase-due', ['stream']],
    ['configure-stream', ['stream']],
  ])('%s: read exactly the secrets %j, beside what guards it', (name, expected) => {
    const statements = startingWith('secretsmanager', name);
    for (const statement of statements)
      expect(actionsOf(statement)).toEqual(['secretsmanager:GetSecretValue']);
    const readable = statements.flatMap(({ Resource }) => [Resource].flat().map(secretNameOf));
    expect(readable.sort()).toEqual([...expected, ...guardingSecrets(name)].sort());
  });

  it.each(names)('%s: use the key only through the services it needs', (name) => {
    const services = ['dynamodb', 'secretsmanager', 'sns'].filter(
      (service) => startingWith(service, name).length > 0,
    );
    const statements = startingWith('kms', name);
    const expected = services.map((service) => ({ StringEquals: { 'kms:ViaService': endpointOf(service) } }));
    expect(statements.map(({ Condition }) => Condition)).toHaveLength(expected.length);
    expect(statements.map(({ Condition }) => Condition)).toEqual(expect.arrayContaining(expected));
    for (const { Resource } of statements) expect(Resource).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
  });

  it('stream-webhook: only decrypt with the key, as it only reads', () => {
    const actions = new Set(startingWith('kms', 'stream-webhook').flatMap(actionsOf));
    expect([...actions].sort()).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
  });

  it.each(names)('%s: log to its own group', (name) => {
    const logGroup = functionNamed(template, name).LoggingConfig.LogGroup.Ref;
    expect(startingWith('logs', name)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
      },
    ]);
  });

  it.each(names)('%s: do nothing of any other service', (name) => {
    const services = statementsOf(template, name)
      .flatMap(actionsOf)
      .map((action) => action.split(':')[0]);
    const queue = { sweep: ['sqs'], 'configure-stream': ['sns'], report: ['sns'] }[name] ?? [];
    expect(['dynamodb', 'kms', 'logs', 'secretsmanager', 'xray', ...queue]).toEqual(
      expect.arrayContaining(services),
    );
  });
});

describe('the roles', () => {
  it('have no wildcard in an action or a resource, except where X-Ray knows no resources', () => {
    for (const name of names) {
      const [traced, others] = [startingWith('xray', name), statementsOf(template, name)];
      expect(traced).toEqual([
        {
          Effect: 'Allow',
          Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
          Resource: '*',
        },
      ]);
      for (const { Action, Resource } of others.filter((statement) => !traced.includes(statement)))
        expect(JSON.stringify([Action, Resource])).not.toContain('*');
    }
  });

  it('let the sweeper read its queue, and put nothing there', () => {
    expect(startingWith('sqs', 'sweep').flatMap(actionsOf)).toEqual([
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ]);
  });

  it("let CDK's function call the one that sets Stream up, and nothing else", () => {
    const services = statementsOf(template, 'configure-stream-framework').map(actionsOf);
    expect(services.flat().sort()).toEqual([
      'lambda:GetFunction',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });

  it("are one a function, CDK's among them, for Lambda alone, with no policy of AWS and none written into them", () => {
    const roles = Object.values(resources(template, 'AWS::IAM::Role'));
    expect(roles).toHaveLength(names.length + 1);
    for (const { Properties } of roles) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });
});
