import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { deployedStreamClient } from '../../shared/adapters/deployed-stream-client.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbErasures } from '../../shared/adapters/dynamodb-erasures.ts';
import { createStreamUsers } from '../../shared/adapters/stream-users.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('erase');
const stream = deployedStreamClient(env);

export const handler = createHandler({
  guard: deployedGuard(env),
  erasures: createDynamoDbErasures(createDynamodb(), env.TABLE_NAME),
  streamUsers: createStreamUsers(stream),
  graceSeconds: env.ERASURE_GRACE_SECONDS,
  demandAuthTime: env.ERASURE_DEMANDS_AUTH_TIME,
  newReceiptId: randomUUID,
  pause,
  now: () => new Date(),
});
