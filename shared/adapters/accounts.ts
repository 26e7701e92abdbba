import type { Account, ReadAccountStates } from '../domain/account-gate.ts';
import { readBatch } from './dynamodb-batch.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { blockedKey, isErasure, readErasureState, readRecord, userKey } from './user-items.ts';

const READ_TRIES = 3;

/**
 * As `createReadAccountStates`, and the user's record with it: for endpoints that need it anyhow, so that gate and endpoint read once. Nobody
 * counts as open whose items were not all read. Throws when DynamoDB does not answer.
 */
export const createReadAccounts =
  (db: Dynamodb, TableName: string): ReadAccountStates =>
  async (userId) => {
    const keys = [userKey(userId), blockedKey(userId)];
    return accountIn(await readBatch(db, TableName, { keys, tries: READ_TRIES }));
  };

const accountIn = (items: readonly Record<string, unknown>[]): Account => {
  const { sk } = userKey('');
  const main = items.find((item) => item.sk === sk);
  const state = readErasureState(main);
  return {
    ...(isErasure(main) && { erased: true }),
    ...(items.some((item) => item.sk !== sk) && { blocked: true }),
    ...(state.kind === 'pending' && { erasurePending: { dueAt: state.pending.dueAt } }),
    user: readRecord(main),
  };
};
