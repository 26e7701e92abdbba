import { createHash } from 'node:crypto';
import type { Resource } from './assembly.ts';

/** Where the stack is: what names are made of. */
export type Place = { stackName: string; accountId: string; region: string };

type Named = { id: string; resource: Resource; place: Place; text: (property: string) => string | undefined };

const arn = ({ place }: Named, service: string, path: string) =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${path}`;

/** Stands for the random characters AWS puts into names: the same for the same resource in each run. */
const suffix = ({ id, place }: Named, length: number) =>
  createHash('sha256').update(`${place.stackName}/${id}`).digest('hex').slice(0, length);

const generatedName = (named: Named) => `${named.place.stackName}-${named.id}-${suffix(named, 12)}`;
const nameFrom = (property: string) => (named: Named) => named.text(property) ?? generatedName(named);

const tableName = nameFrom('TableName');
const functionName = nameFrom('FunctionName');
const roleName = nameFrom('RoleName');
const logGroupName = nameFrom('LogGroupName');
const queueName = nameFrom('QueueName');
const functionArn = (named: Named) => arn(named, 'lambda', `function:${functionName(named)}`);
const secretArn = (named: Named) =>
  arn(named, 'secretsmanager', `secret:${named.text('Name') ?? generatedName(named)}-${suffix(named, 6)}`);
const apiId = (named: Named) => suffix(named, 10);

type Reader = (named: Named) => string | undefined;

/** What `Ref` gives, by resource type ("AWS resource and property types reference", Return values). */
const REFS: Record<string, Reader> = {
  'AWS::ApiGatewayV2::Api': apiId,
  'AWS::ApiGatewayV2::Stage': (named) => named.text('StageName'),
  'AWS::DynamoDB::Table': tableName,
  'AWS::DynamoDB::GlobalTable': tableName,
  'AWS::IAM::Role': roleName,
  'AWS::KMS::Key': (named) => suffix(named, 32),
  'AWS::Lambda::Alias': (named) => `${unqualified(named)}:${named.text('Name')}`,
  'AWS::Lambda::Function': functionName,
  'AWS::Lambda::Version': (named) => `${unqualified(named)}:1`,
  'AWS::Logs::LogGroup': logGroupName,
  'AWS::SecretsManager::Secret': secretArn,
  'AWS::SNS::Topic': (named) => arn(named, 'sns', named.text('TopicName') ?? named.id),
  'AWS::SQS::Queue': (named) =>
    `https://sqs.${named.place.region}.amazonaws.com/${named.place.accountId}/${queueName(named)}`,
};

const ATTRIBUTES: Record<string, Record<string, Reader>> = {
  'AWS::ApiGatewayV2::Api': {
    ApiId: apiId,
    ApiEndpoint: (named) => `https://${apiId(named)}.execute-api.${named.place.region}.amazonaws.com`,
  },
  'AWS::DynamoDB::Table': { Arn: (named) => arn(named, 'dynamodb', `table/${tableName(named)}`) },
  'AWS::DynamoDB::GlobalTable': { Arn: (named) => arn(named, 'dynamodb', `table/${tableName(named)}`) },
  'AWS::IAM::Role': { Arn: (named) => `arn:aws:iam::${named.place.accountId}:role/${roleName(named)}` },
  'AWS::KMS::Key': { Arn: (named) => arn(named, 'kms', `key/${suffix(named, 32)}`) },
  'AWS::Lambda::Function': { Arn: functionArn },
  'AWS::Lambda::Version': { Version: () => '1' },
  'AWS::Logs::LogGroup': { Arn: (named) => arn(named, 'logs', `log-group:${logGroupName(named)}:*`) },
  'AWS::SecretsManager::Secret': { Id: secretArn },
  'AWS::SQS::Queue': { Arn: (named) => arn(named, 'sqs', queueName(named)), QueueName: queueName },
};

/** An alias or version names its function by name or ARN. */
const unqualified = (named: Named) => {
  const target = named.text('FunctionName') ?? '';
  return target.startsWith('arn:') ? target : arn(named, 'lambda', `function:${target}`);
};

/** Value of `Ref` on a resource; any type without a special rule gives its logical id. */
export const readRef = (named: Named): string | undefined =>
  (REFS[named.resource.Type] ?? (() => named.id))(named);

/** Value of `Fn::GetAtt`, or undefined for an attribute this file does not know. */
export const readAttribute = (named: Named, attribute: string): string | undefined =>
  ATTRIBUTES[named.resource.Type]?.[attribute]?.(named);
