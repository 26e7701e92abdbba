import { createAuthFactorIndex } from '../../shared/adapters/auth-factor-index.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDocumentClient } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createSendChallenge } from '../../shared/adapters/ssks.ts';
import { createResealingOpen } from '../../shared/adapters/two-man-rule-seal.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('challenge');
const users = createDynamoDbUsers(createDocumentClient(), env.TABLE_NAME);

export const handler = createHandler({
  guard: deployedGuard(env),
  users,
  sealdIdPrefix: env.SEALD_ID_PREFIX,
  challengeLimit: { count: env.CHALLENGE_LIMIT, windowSeconds: env.CHALLENGE_WINDOW_SECONDS },
  indexAuthFactor: createAuthFactorIndex(cachedSecret('pepper', env.PEPPER_SECRET_ARN)),
  openTwoManRuleKey: createResealingOpen(cachedSecret('sealing', env.SEALING_SECRET_ARN), users),
  sendChallenge: createSendChallenge({ url: env.SSKS_URL, ssks: cachedSecret('ssks', env.SSKS_SECRET_ARN) }),
  now: () => new Date(),
});
