import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createFindHoldings } from '../../shared/adapters/dynamodb-holdings.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('export-me');

export const handler = createHandler({
  guard: deployedGuard(env),
  findHoldings: createFindHoldings(createDynamodb(), env.TABLE_NAME),
  sealdIdPrefix: env.SEALD_ID_PREFIX,
  now: () => new Date(),
});
