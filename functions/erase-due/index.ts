import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { deployedStreamClient, UNHURRIED } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbErasures } from '../../shared/adapters/dynamodb-erasures.ts';
import { createStreamUsers } from '../../shared/adapters/stream-users.ts';
import { readBackgroundEnvironment } from '../../shared/background-environment.ts';
import { createHandler } from './handler.ts';

const env = readBackgroundEnvironment('erase-due');

export const handler = createHandler({
  erasures: createDynamoDbErasures(createDynamodb(), env.TABLE_NAME),
  streamUsers: createStreamUsers(deployedStreamClient(env, UNHURRIED)),
  graceSeconds: env.ERASURE_GRACE_SECONDS,
  newReceiptId: randomUUID,
  pause,
  now: () => new Date(),
});
