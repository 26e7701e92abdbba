import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import { ProtectedTable } from './protected-table.ts';

/**
 * Channels and the epochs of their encryption sessions; a channel is read whole. Nothing of a channel is ever changed.
 * Beside them, what was set at Stream before the first deployment, and how far the reconciler is.
 */
export class ChannelTable extends ProtectedTable {
  constructor(scope: Construct, id: string, dataKey: DataKey) {
    super(scope, id, { dataKey, variable: 'CHANNEL_TABLE_NAME' });
  }

  grantRead(fn: LambdaFunction): void {
    this.letRead(fn, 'dynamodb:Query');
  }

  grantKeepPlace(fn: LambdaFunction): void {
    this.letReadAndWrite(fn, 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PutItem');
  }

  grantKeepSettings(fn: LambdaFunction): void {
    this.letReadAndWrite(fn, 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem');
  }

  grantReadAndPut(fn: LambdaFunction): void {
    this.letReadAndWrite(fn, 'dynamodb:Query', 'dynamodb:PutItem');
  }
}
