import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('sigchain-hash');
const stream = deployedStreamClient(env);

export const handler = createHandler({
  guard: deployedGuard(env),
  users: createDynamoDbUsers(createDynamodb(), env.TABLE_NAME),
  channels: createStreamChannels(stream),
});
