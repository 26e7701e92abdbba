import { createDocumentClient } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbSettingsBefore } from '../../shared/adapters/dynamodb-settings-before.ts';
import { cachedSecret, SecretNotFilledError } from '../../shared/adapters/secrets-manager.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { createStreamClient } from '../../shared/adapters/stream-client.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

/** Nobody waits but a deployment. */
const DEADLINE_MS = 10_000;

const env = readEnvironment('configure-stream');
const stream = createStreamClient({
  url: env.STREAM_URL,
  secret: cachedSecret('stream', env.STREAM_SECRET_ARN),
  deadlineMs: DEADLINE_MS,
});

export const handler = createHandler({
  admin: createStreamAdmin(stream),
  before: createDynamoDbSettingsBefore(createDocumentClient(), env.CHANNEL_TABLE_NAME),
  configuration: {
    hookUrl: env.HOOK_URL,
    queue: { url: env.QUEUE_URL, region: env.QUEUE_REGION },
    encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  },
  isSecretMissing: (error) => error instanceof SecretNotFilledError,
});
