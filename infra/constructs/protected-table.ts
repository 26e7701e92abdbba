import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

/**
 * What can be done with items, by DynamoDB's own names; `QueryIndex` is a `Query` of the table's local index, `CountCalls` an `UpdateItem` of
 * callers' budgets and of nothing else, and `KeepReports` one of reports.
 */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'QueryIndex'
  | 'CountCalls'
  | 'KeepReports'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem';
const READS: readonly TableAction[] = ['GetItem', 'BatchGetItem', 'Query', 'QueryIndex'];

/** DynamoDB guide, "Using IAM policy conditions for fine-grained access control"; the keys are those of `shared/adapters/user-items.ts`. */
const only = (keys: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } });
const ONLY: Partial<Record<TableAction, ReturnType<typeof only>>> = {
  CountCalls: only('BUDGET#*'),
  KeepReports: only('REPORTS'),
};

export type ProtectedTableProps = {
  dataKey: DataKey;
  /** The environment variable that tells a function the table's name. */
  variable: string;
  /** Attribute with the Unix second after which an item may go. Without it, items stay. */
  timeToLiveAttribute?: string;
  /** Items of one `pk` by another attribute, keys only. It can only be made with the table. */
  localIndex?: { name: string; sortKey: string };
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
    if (props.localIndex)
      this.table.addLocalSecondaryIndex({
        indexName: props.localIndex.name,
        sortKey: { name: props.localIndex.sortKey, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
  }

  /** Gives a function these permissions, those of the key that go with them, and the table's name. */
  grant(fn: LambdaFunction, actions: readonly TableAction[]): void {
    const { dataKey, variable } = this.props;
    const ofTable = actions.filter((action) => action !== 'QueryIndex' && !ONLY[action]);
    this.allow(
      fn,
      ofTable.map((action) => `dynamodb:${action}`),
      this.table.tableArn,
    );
    if (actions.includes('QueryIndex')) this.allow(fn, ['dynamodb:Query'], this.indexArn());
    for (const conditions of actions.flatMap((action) => ONLY[action] ?? []))
      this.allow(fn, ['dynamodb:UpdateItem'], this.table.tableArn, conditions);
    if (actions.every((action) => READS.includes(action))) dataKey.grantDecryptVia('dynamodb', fn);
    else dataKey.grantEncryptDecryptVia('dynamodb', fn);
    fn.addEnvironment(variable, this.table.tableName);
  }

  /** Names the index: `Table.grant` would allow all there may ever be. */
  private indexArn(): string {
    const { localIndex } = this.props;
    if (!localIndex) throw new Error(`${this.node.path} has no index`);
    return `${this.table.tableArn}/index/${localIndex.name}`;
  }

  private allow(
    fn: LambdaFunction,
    actions: string[],
    resourceArn: string,
    conditions?: ReturnType<typeof only>,
  ): void {
    Grant.addToPrincipal({
      grantee: fn,
      actions,
      resourceArns: [resourceArn],
      ...(conditions && { conditions }),
    });
  }
}
