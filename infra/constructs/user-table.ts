import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

/** What the backend knows of its users. Each grant gives a function the permission and `TABLE_NAME` together. */
export class UserTable extends Construct {
  readonly table: Table;
  private readonly dataKey: DataKey;

  constructor(scope: Construct, id: string, dataKey: DataKey) {
    super(scope, id);
    this.dataKey = dataKey;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: dataKey.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  grantRead(fn: LambdaFunction): void {
    this.table.grant(fn, 'dynamodb:GetItem');
    this.dataKey.grantDecryptVia('dynamodb', fn);
    this.name(fn);
  }

  grantReadAndPut(fn: LambdaFunction): void {
    this.grantReadAnd('dynamodb:PutItem', fn);
  }

  grantReadAndUpdate(fn: LambdaFunction): void {
    this.grantReadAnd('dynamodb:UpdateItem', fn);
  }

  private grantReadAnd(write: string, fn: LambdaFunction): void {
    this.table.grant(fn, 'dynamodb:GetItem', write);
    this.dataKey.grantEncryptDecryptVia('dynamodb', fn);
    this.name(fn);
  }

  private name(fn: LambdaFunction): void {
    fn.addEnvironment('TABLE_NAME', this.table.tableName);
  }
}
