import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

export type ProtectedTableProps = {
  dataKey: DataKey;
  /** The environment variable that tells a function the table's name. */
  variable: string;
  /** Attribute with the Unix second after which an item may go. Without it, items stay. */
  timeToLiveAttribute?: string;
};

/**
 * A table with keys `pk` and `sk` under the stage's key, which no mistake can lose: point-in-time recovery, deletion
 * protection, kept after the stack. Each grant gives a function the permission and the table's name together.
 */
export abstract class ProtectedTable extends Construct {
  readonly table: Table;
  private readonly props: ProtectedTableProps;

  constructor(scope: Construct, id: string, props: ProtectedTableProps) {
    super(scope, id);
    this.props = props;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: props.timeToLiveAttribute,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.dataKey.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  protected letRead(fn: LambdaFunction, read: string): void {
    this.table.grant(fn, read);
    this.props.dataKey.grantDecryptVia('dynamodb', fn);
    this.name(fn);
  }

  protected letReadAndWrite(fn: LambdaFunction, ...actions: string[]): void {
    this.table.grant(fn, ...actions);
    this.props.dataKey.grantEncryptDecryptVia('dynamodb', fn);
    this.name(fn);
  }

  private name(fn: LambdaFunction): void {
    fn.addEnvironment(this.props.variable, this.table.tableName);
  }
}
