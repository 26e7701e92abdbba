import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('encryption-session');
const stream = deployedStreamClient(env);

export const handler = createHandler({
  guard: deployedGuard(env),
  registry: createDynamoDbChannels(createDynamodb(), env.CHANNEL_TABLE_NAME),
  channels: createStreamChannels(stream),
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
});
