import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

export type DataKeyProps = { logGroups: string[] };

/** The one key under which the stage's tables, secrets and logs lie. It outlives the stack, as they do. */
export class DataKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { logGroups }: DataKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Sealed Stream: tables, secrets and logs',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.letLogsEncrypt(logGroups);
  }

  /** Lets the function read what a service keeps under the key, and only through that service. */
  grantDecryptVia(service: 'dynamodb' | 'secretsmanager', fn: LambdaFunction): void {
    this.grantVia(service, fn, DECRYPT);
  }

  /** As `grantDecryptVia`, and lets it write as well. */
  grantEncryptDecryptVia(service: 'dynamodb', fn: LambdaFunction): void {
    this.grantVia(service, fn, [...DECRYPT, ...ENCRYPT]);
  }

  /** Lets the function publish to a topic under the key. */
  grantPublishVia(service: 'sns', fn: LambdaFunction): void {
    this.grantVia(service, fn, ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private grantVia(service: string, fn: LambdaFunction, actions: string[]): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions,
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
      }),
    );
  }

  private letLogsEncrypt(logGroups: string[]): void {
    const arns = logGroups.map(
      (name) => `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`,
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: [...DECRYPT, ...ENCRYPT],
        resources: ['*'],
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arns } },
      }),
    );
  }
}
