import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import { ProtectedTable } from './protected-table.ts';

/** What the backend knows of its users; each is read by its key. */
export class UserTable extends ProtectedTable {
  constructor(scope: Construct, id: string, dataKey: DataKey) {
    super(scope, id, { dataKey, variable: 'TABLE_NAME', timeToLiveAttribute: 'expiresAt' });
  }

  grantRead(fn: LambdaFunction): void {
    this.letRead(fn, 'dynamodb:GetItem');
  }

  grantReadAndPut(fn: LambdaFunction): void {
    this.letReadAndWrite(fn, 'dynamodb:GetItem', 'dynamodb:PutItem');
  }

  grantReadAndUpdate(fn: LambdaFunction): void {
    this.letReadAndWrite(fn, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }

  /** To read all items of a user. */
  grantQuery(fn: LambdaFunction): void {
    this.letRead(fn, 'dynamodb:Query');
  }

  grantErase(fn: LambdaFunction): void {
    this.letReadAndWrite(
      fn,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
  }
}
