import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

/** What can be done with items, by DynamoDB's own names. */
export type TableAction = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';
const READS: readonly TableAction[] = ['GetItem', 'Query'];

export type ProtectedTableProps = {
  dataKey: DataKey;
  /** The environment variable that tells a function the table's name. */
  variable: string;
  /** Attribute with the Unix second after which an item may go. Without it, items stay. */
  timeToLiveAttribute?: string;
};

/**
 * A table with keys `pk` and `sk` under the stage's key, which no mistake can lose: point-in-time recovery, deletion
 * protection, kept after the stack.
 */
export class ProtectedTable extends Construct {
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

  /** Gives a function these permissions, those of the key that go with them, and the table's name. */
  grant(fn: LambdaFunction, actions: readonly TableAction[]): void {
    const { dataKey, variable } = this.props;
    this.table.grant(fn, ...actions.map((action) => `dynamodb:${action}`));
    if (actions.every((action) => READS.includes(action))) dataKey.grantDecryptVia('dynamodb', fn);
    else dataKey.grantEncryptDecryptVia('dynamodb', fn);
    fn.addEnvironment(variable, this.table.tableName);
  }
}
