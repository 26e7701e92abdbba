import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPeers } from '../../shared/adapters/dynamodb-peers.ts';
import { createDynamoDbSeats } from '../../shared/adapters/dynamodb-seats.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('add-member');
const stream = deployedStreamClient(env);
const db = createDynamodb();

export const handler = createHandler({
  guard: deployedGuard(env),
  registry: createDynamoDbChannels(db, env.CHANNEL_TABLE_NAME),
  channels: createStreamChannels(stream),
  peers: createDynamoDbPeers(db, env.TABLE_NAME),
  seats: createDynamoDbSeats(db, env.CHANNEL_TABLE_NAME),
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  allowed: env.MEMBERS_ADDED_BY,
});
