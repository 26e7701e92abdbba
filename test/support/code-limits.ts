import { randomUUID } from 'node:crypto';
import type { Dynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbCodeDays } from '../../shared/adapters/dynamodb-code-days.ts';
import { createDynamoDbCodeLedgers } from '../../shared/adapters/dynamodb-code-ledgers.ts';
import type { CodeLimits } from '../../shared/domain/code-limits.ts';

/** More than any test asks for, and no waiting. */
const PLENTY: CodeLimits = {
  perUser: 100,
  perFactor: 150,
  factorsPerUser: 100,
  coolDowns: [0],
  perCallingCode: 500,
  perStage: 1_000,
};

/** What counts codes in the users' table, with plenty of them unless told. */
export const codeLimits = (db: Dynamodb, table: string, limits: Partial<CodeLimits> = {}) => ({
  countries: 'all' as const,
  ledgers: createDynamoDbCodeLedgers(db, table),
  days: createDynamoDbCodeDays(db, table),
  limits: { ...PLENTY, ...limits },
  newCodeId: randomUUID,
});
