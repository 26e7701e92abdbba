import type { AwsCall } from '../../local/platform/record-calls.ts';
import {
  actionsOf,
  functionNamed,
  type Resource,
  resources,
  type Statement,
  statementsOf,
  type Template,
} from '../infra/template.ts';

/** `<action> <logical id of the resource>`, with the service it must go through behind it. */
export type Permission = string;

const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const SERVICES: Record<string, string> = { DynamoDB_20120810: 'dynamodb', secretsmanager: 'secretsmanager' };
const READS = /^(?:Get|Query|BatchGet|Scan)/;

const logicalId = (resource: unknown): string => {
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': joined,
  } = resource as { Ref?: string; 'Fn::GetAtt'?: [string]; 'Fn::Join'?: ['', unknown[]] };
  if (joined) return joined[1].map((part) => (typeof part === 'string' ? part : logicalId(part))).join('');
  return Ref ?? attribute?.[0] ?? JSON.stringify(resource);
};

const SERVICE_HOST = /^([a-z]+)\./;
const viaOf = ({ Condition }: Statement): string => {
  const text = JSON.stringify(Condition ?? {});
  const host = (
    Condition as { StringEquals?: { 'kms:ViaService'?: { 'Fn::Join': [string, string[]] } } } | undefined
  )?.StringEquals?.['kms:ViaService']?.['Fn::Join'][1][0];
  const service = SERVICE_HOST.exec(host ?? '')?.[1];
  return service ? ` via ${service}` : text === '{}' ? '' : ` if ${text}`;
};

/** What the function's policies allow, one permission each. */
export const permittedTo = (template: Template, stage: string, name: string): Set<Permission> =>
  new Set(
    statementsOf(template, name, stage).flatMap((statement) =>
      actionsOf(statement).flatMap((action) =>
        [statement.Resource].flat().map((resource) => `${action} ${logicalId(resource)}${viaOf(statement)}`),
      ),
    ),
  );

export type NamedThings = {
  tables: { logicalId: string; name: string }[];
  secrets: { logicalId: string; arn: string }[];
};

/** An update of a caller's budget, or of a report, takes no more than this, and so must every function's that updates nothing else. */
const only = (keys: string) => ` if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["${keys}"]}}`;
const conditionOf = (pk = ''): string => {
  if (pk.startsWith('BUDGET#')) return only('BUDGET#*');
  return pk === 'REPORTS' ? only('REPORTS') : '';
};

/** The permission that a signed call takes, without those of the key. */
const takenBy = ({ target, body }: AwsCall, { tables, secrets }: NamedThings): Permission => {
  const [api = '', operation = ''] = target.split('.');
  const {
    TableName,
    IndexName,
    SecretId,
    RequestItems = {},
    Key,
  } = JSON.parse(body) as {
    TableName?: string;
    IndexName?: string;
    SecretId?: string;
    RequestItems?: Record<string, unknown>;
    Key?: { pk?: { S?: string } };
  };
  const [table = TableName] = Object.keys(RequestItems);
  const resource =
    tables.find(({ name }) => name === table)?.logicalId ??
    secrets.find(({ arn }) => arn === SecretId)?.logicalId;
  return `${SERVICES[api] ?? api}:${operation} ${resource}${IndexName ? `/index/${IndexName}` : ''}${conditionOf(Key?.pk?.S)}`;
};

/** What a function's calls take: a permission for each, and that of the key behind each service (AWS guides, "Encryption at rest"). */
export const neededFor = (calls: AwsCall[], things: NamedThings, key: string): Set<Permission> => {
  const taken = new Set(calls.map((call) => takenBy(call, things)));
  const ofKey = [...taken].flatMap((permission) => {
    const [service = '', operation = ''] = permission.split(/[: ]/);
    const actions = READS.test(operation) ? DECRYPT : [...DECRYPT, ...ENCRYPT];
    return actions.map((action) => `${action} ${key} via ${service}`);
  });
  return new Set([...taken, ...ofKey]);
};

/** What Lambda does in the function's name: it logs, traces, and empties the queues that the function is attached to. */
export const neededByLambda = (template: Template, stage: string, name: string): Set<Permission> => {
  const { LoggingConfig, TracingConfig } = functionNamed(template, name, stage);
  const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map(
    (action) => `${action} ${LoggingConfig.LogGroup.Ref}`,
  );
  const traces =
    TracingConfig?.Mode === 'Active'
      ? ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => `${action} "*"`)
      : [];
  const queues = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'))
    .filter((mapping) => isOf(template, mapping, `sealed-stream-${stage}-${name}`))
    .flatMap(({ Properties }) =>
      POLLING.map((action) => `${action} ${logicalId(Properties.EventSourceArn)}`),
    );
  return new Set([...logs, ...traces, ...queues]);
};

const POLLING = [
  'sqs:ReceiveMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueUrl',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];

const isOf = (template: Template, { Properties }: Resource, functionName: string): boolean =>
  template.Resources[logicalId(Properties.FunctionName)]?.Properties.FunctionName === functionName;
