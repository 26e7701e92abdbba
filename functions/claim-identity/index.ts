import { randomUUID } from 'node:crypto';
import { createReadAccounts } from '../../shared/adapters/accounts.ts';
import { createConnectorKeyIssuer } from '../../shared/adapters/activation-key.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('claim-identity');
const db = createDynamodb();

export const handler = createHandler({
  guard: deployedGuard(env, createReadAccounts(db, env.TABLE_NAME)),
  users: createDynamoDbUsers(db, env.TABLE_NAME),
  sealdIdPrefix: env.SEALD_ID_PREFIX,
  issueConnectorKey: createConnectorKeyIssuer(
    env.ACTIVATION_KEY_TYPE,
    cachedSecret('seald', env.SEALD_SECRET_ARN),
  ),
  newVersion: randomUUID,
  now: () => new Date(),
});
