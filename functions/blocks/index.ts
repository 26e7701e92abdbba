import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPeers } from '../../shared/adapters/dynamodb-peers.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('blocks');

export const handler = createHandler({
  guard: deployedGuard(env),
  peers: createDynamoDbPeers(createDynamodb(), env.TABLE_NAME),
});
