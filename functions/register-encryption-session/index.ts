import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbBuckets } from '../../shared/adapters/dynamodb-buckets.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('register-encryption-session');
const db = createDynamodb();
const takeFromBucket = createDynamoDbBuckets(db, env.TABLE_NAME);
const stream = deployedStreamClient(env);

export const handler = createHandler({
  guard: deployedGuard(env),
  registry: createDynamoDbChannels(db, env.CHANNEL_TABLE_NAME),
  users: createDynamoDbUsers(db, env.TABLE_NAME),
  channels: createStreamChannels(stream),
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  rekeyBy: env.REKEY_BY,
  takeEpoch: (userId, cid) =>
    takeFromBucket({
      key: `${userId}#epochs#${cid}`,
      capacity: env.EPOCHS_AT_ONCE,
      refillPerSecond: env.EPOCHS_PER_HOUR / 3_600,
    }),
  now: () => new Date(),
});
