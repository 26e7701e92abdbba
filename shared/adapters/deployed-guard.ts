import type { BudgetName } from '../contract/budgets.ts';
import type { ReadAccountStates } from '../domain/account-gate.ts';
import type { Guard } from '../domain/guard.ts';
import { createReadAccountStates } from './accounts.ts';
import { createNameCaller } from './caller-hash.ts';
import { createDynamoDbBuckets } from './dynamodb-buckets.ts';
import { createDynamodb } from './dynamodb-client.ts';
import { createLeasedBuckets } from './leased-buckets.ts';
import { cachedSecret } from './secrets-manager.ts';

export type GuardSettings = {
  TABLE_NAME: string;
  LOGS_SECRET_ARN: string;
  BUDGET: BudgetName;
  BUDGET_CAPACITY: number;
  BUDGET_REFILL_PER_SECOND: number;
};

/** What stands before an endpoint, as its environment says. `readAccount`: for one that needs more of the account than its states. */
export const deployedGuard = (settings: GuardSettings, readAccount?: ReadAccountStates): Guard => {
  const {
    TABLE_NAME,
    BUDGET,
    BUDGET_CAPACITY: capacity,
    BUDGET_REFILL_PER_SECOND: refillPerSecond,
  } = settings;
  const db = createDynamodb();
  const counted = createDynamoDbBuckets(db, TABLE_NAME);
  const take = BUDGET === 'reads' ? createLeasedBuckets(counted) : counted;
  return {
    readAccountStates: readAccount ?? createReadAccountStates(db, TABLE_NAME),
    nameCaller: createNameCaller(cachedSecret('logs', settings.LOGS_SECRET_ARN)),
    takeCall: (userId, calls = 1) =>
      take({ key: `${userId}#${BUDGET}`, capacity, refillPerSecond, calls: Math.min(calls, capacity) }),
  };
};
