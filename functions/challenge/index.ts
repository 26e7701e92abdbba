import { randomBytes } from 'node:crypto';
import { createReadAccounts } from '../../shared/adapters/accounts.ts';
import { createAuthFactorIndex } from '../../shared/adapters/auth-factor-index.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbCodeDays } from '../../shared/adapters/dynamodb-code-days.ts';
import { createDynamoDbCodeLedgers } from '../../shared/adapters/dynamodb-code-ledgers.ts';
import { createDynamoDbUsers } from '../../shared/adapters/dynamodb-users.ts';
import { cachedSecret } from '../../shared/adapters/secrets-manager.ts';
import { createSendChallenge } from '../../shared/adapters/ssks.ts';
import { createResealingOpen } from '../../shared/adapters/two-man-rule-seal.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('challenge');
const db = createDynamodb();
const users = createDynamoDbUsers(db, env.TABLE_NAME);

export const handler = createHandler({
  guard: deployedGuard(env, createReadAccounts(db, env.TABLE_NAME)),
  users,
  sealdIdPrefix: env.SEALD_ID_PREFIX,
  countries: env.CODE_COUNTRIES,
  ledgers: createDynamoDbCodeLedgers(db, env.TABLE_NAME),
  days: createDynamoDbCodeDays(db, env.TABLE_NAME),
  limits: {
    coolDowns: env.CODE_COOL_DOWNS,
    perUser: env.CODES_PER_USER,
    perFactor: env.CODES_PER_FACTOR,
    factorsPerUser: env.FACTORS_PER_USER,
    perCallingCode: env.CODES_PER_CALLING_CODE,
    perStage: env.CODES_PER_DAY,
  },
  newCodeId: () => randomBytes(9).toString('base64url'),
  indexAuthFactor: createAuthFactorIndex(cachedSecret('pepper', env.PEPPER_SECRET_ARN)),
  openTwoManRuleKey: createResealingOpen(cachedSecret('sealing', env.SEALING_SECRET_ARN), users),
  sendChallenge: createSendChallenge({ url: env.SSKS_URL, ssks: cachedSecret('ssks', env.SSKS_SECRET_ARN) }),
  now: () => new Date(),
});
