import { deployedStreamClient, UNHURRIED } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamoDbChannels } from '../../shared/adapters/dynamodb-channels.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbReconcileProgress } from '../../shared/adapters/dynamodb-reconcile-progress.ts';
import { createDynamoDbSweepAllowance } from '../../shared/adapters/dynamodb-sweep-allowance.ts';
import { createRegisteredSessions } from '../../shared/adapters/registered-sessions.ts';
import { SecretNotFilledError } from '../../shared/adapters/secrets-manager.ts';
import { createStreamMessages } from '../../shared/adapters/stream-messages.ts';
import { readBackgroundEnvironment } from '../../shared/background-environment.ts';
import { createHandler } from './handler.ts';

const env = readBackgroundEnvironment('reconcile');
const db = createDynamodb();
const now = () => new Date();

export const handler = createHandler({
  encryptedChannelTypes: env.ENCRYPTED_CHANNEL_TYPES,
  fileHosts: env.FILE_HOSTS,
  isRegistered: createRegisteredSessions(createDynamoDbChannels(db, env.CHANNEL_TABLE_NAME)),
  messages: createStreamMessages(deployedStreamClient(env, UNHURRIED)),
  progress: createDynamoDbReconcileProgress(db, env.CHANNEL_TABLE_NAME),
  overlapSeconds: env.RECONCILE_OVERLAP_SECONDS,
  maxMessages: env.RECONCILE_MAX_MESSAGES,
  allowance: createDynamoDbSweepAllowance(db, env.CHANNEL_TABLE_NAME, {
    perDay: env.CIPHERTEXT_SWEEPS_PER_DAY,
    now,
  }),
  now,
  isSecretMissing: (error) => error instanceof SecretNotFilledError,
});
