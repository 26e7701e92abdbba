import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPeers } from '../../shared/adapters/dynamodb-peers.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('accept-invitation');
const stream = deployedStreamClient(env);

export const handler = createHandler({
  guard: deployedGuard(env),
  channels: createStreamChannels(stream),
  peers: createDynamoDbPeers(createDynamodb(), env.TABLE_NAME),
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  now: () => new Date(),
});
