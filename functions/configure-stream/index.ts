import { setTimeout as sleep } from 'node:timers/promises';
import { createTeller } from '../../shared/adapters/alarm-topic.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPendingSetup } from '../../shared/adapters/dynamodb-pending-setup.ts';
import { createDynamoDbSettingsBefore } from '../../shared/adapters/dynamodb-settings-before.ts';
import { SecretNotFilledError } from '../../shared/adapters/secrets-manager.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

/** Nobody waits but a deployment. */
const DEADLINE_MS = 10_000;
/** More than a minute, after which every rate limit begins anew. */
const PATIENCE_MS = 65_000;

const env = readEnvironment('configure-stream');
const stream = deployedStreamClient(env, { deadlineMs: DEADLINE_MS, patienceMs: PATIENCE_MS });
const db = createDocumentClient();

export const handler = createHandler({
  stage: env.STAGE,
  admin: createStreamAdmin(stream),
  before: createDynamoDbSettingsBefore(db, env.CHANNEL_TABLE_NAME),
  pending: createDynamoDbPendingSetup(db, env.CHANNEL_TABLE_NAME),
  clock: { now: () => Date.now(), wait: (ms) => sleep(ms) },
  configuration: {
    hookUrl: env.HOOK_URL,
    queue: { url: env.QUEUE_URL, region: env.QUEUE_REGION },
    encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  },
  isSecretMissing: (error) => error instanceof SecretNotFilledError,
  tell: createTeller(env.ALARM_TOPIC_ARN, `Sealed Stream ${env.STAGE}: Stream was not put back`),
});
