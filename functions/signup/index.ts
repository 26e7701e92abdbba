import { createReadAccounts } from '../../shared/adapters/accounts.ts';
import { createActivationKeyIssuer } from '../../shared/adapters/activation-key.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createResealingOpen, createSeal } from '../../shared/adapters/two-man-rule-seal.ts';
import { newTwoManRuleKey } from '../../shared/domain/two-man-rule-key.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('signup');
const db = createDynamodb();
const users = createDynamoDbUsers(db, env.TABLE_NAME);
const sealing = cachedSecret('sealing', env.SEALING_SECRET_ARN);

export const handler = createHandler({
  guard: deployedGuard(env, createReadAccounts(db, env.TABLE_NAME)),
  users,
  sealdIdPrefix: env.SEALD_ID_PREFIX,
  activationKeyType: env.ACTIVATION_KEY_TYPE,
  issueActivationKey: createActivationKeyIssuer(
    env.ACTIVATION_KEY_TYPE,
    cachedSecret('seald', env.SEALD_SECRET_ARN),
  ),
  newTwoManRuleKey,
  sealTwoManRuleKey: createSeal(sealing),
  openTwoManRuleKey: createResealingOpen(sealing, users),
  now: () => new Date(),
});
