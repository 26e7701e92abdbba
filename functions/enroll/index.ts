import { randomUUID } from 'node:crypto';
import { createReadAccounts } from '../../shared/adapters/accounts.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('enroll');
const db = createDynamodb();

export const handler = createHandler({
  guard: deployedGuard(env, createReadAccounts(db, env.TABLE_NAME)),
  users: createDynamoDbUsers(db, env.TABLE_NAME),
  newVersion: randomUUID,
  now: () => new Date(),
});
