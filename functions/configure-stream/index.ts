import { setTimeout as sleep } from 'node:timers/promises';
import { createTeller } from '../../shared/adapters/alarm-topic.ts';
import { deployedStreamClient, UNHURRIED } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbPendingSetup } from '../../shared/adapters/dynamodb-pending-setup.ts';
import { createDynamoDbSettingsBefore } from '../../shared/adapters/dynamodb-settings-before.ts';
import { SecretNotFilledError } from '../../shared/adapters/secrets-manager.ts';
import { createStreamAdmin } from '../../shared/adapters/stream-admin.ts';
import { readBackgroundEnvironment } from '../../shared/background-environment.ts';
import { createHandler } from './handler.ts';

const env = readBackgroundEnvironment('configure-stream');
const stream = deployedStreamClient(env, UNHURRIED);
const db = createDynamodb();

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
    push: env.PUSH_NOTIFICATIONS,
  },
  isSecretMissing: (error) => error instanceof SecretNotFilledError,
  tell: createTeller(env.ALARM_TOPIC_ARN, `Sealed Stream ${env.STAGE}: Stream was not put back`),
});
