import { createDocumentClient } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createStreamChannels } from '../../shared/adapters/stream-channels.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('sigchain-hash');
const stream = createStreamClient({
  url: env.STREAM_URL,
  secret: cachedSecret('stream', env.STREAM_SECRET_ARN),
});

export const handler = createHandler({
  users: createDynamoDbUsers(createDocumentClient(), env.TABLE_NAME),
  channels: createStreamChannels(stream),
});
