import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbErasures } from '../../shared/adapters/dynamodb-erasures.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('undo-erasure');

export const handler = createHandler({
  guard: deployedGuard(env),
  erasures: createDynamoDbErasures(createDynamodb(), env.TABLE_NAME),
});
