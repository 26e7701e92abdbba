import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbSweepAllowance } from '../../shared/adapters/dynamodb-sweep-allowance.ts';
import { createRegisteredSessions } from '../../shared/adapters/registered-sessions.ts';
import { createStreamMessages } from '../../shared/adapters/stream-messages.ts';
import { readQueuedEvent } from '../../shared/adapters/stream-queue.ts';
import { readBackgroundEnvironment } from '../../shared/background-environment.ts';
import { createHandler } from './handler.ts';

const env = readBackgroundEnvironment('sweep');
const db = createDynamodb();

export const handler = createHandler({
  readEvent: readQueuedEvent,
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  fileHosts: env.FILE_HOSTS,
  isRegistered: createRegisteredSessions(createDynamoDbChannels(db, env.CHANNEL_TABLE_NAME)),
  allowance: createDynamoDbSweepAllowance(db, env.CHANNEL_TABLE_NAME, {
    perDay: env.CIPHERTEXT_SWEEPS_PER_DAY,
    now: () => new Date(),
  }),
  now: () => new Date(),
  messages: createStreamMessages(deployedStreamClient(env)),
});
