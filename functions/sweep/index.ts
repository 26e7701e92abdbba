import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb-client.ts';
import { createRegisteredSessions } from '../../shared/adapters/registered-sessions.ts';
import { createStreamMessages } from '../../shared/adapters/stream-messages.ts';
import { readQueuedEvent } from '../../shared/adapters/stream-queue.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('sweep');

export const handler = createHandler({
  readEvent: readQueuedEvent,
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  isRegistered: createRegisteredSessions(
    createDynamoDbChannels(createDocumentClient(), env.CHANNEL_TABLE_NAME),
  ),
  messages: createStreamMessages(deployedStreamClient(env)),
});
