import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Account, ReadAccountStates } from '../domain/account-gate.ts';
import { blockedKey, isErasure, readErasureState, readRecord, userKey } from './user-items.ts';

const MAX_ATTEMPTS = 3;

/**
 * As `createReadAccountStates`, and the user's record with it: for endpoints that need it anyhow, so that gate and endpoint read once. Nobody
 * counts as open whose items were not all read. Throws when DynamoDB does not answer.
 */
export const createReadAccounts =
  (db: DynamoDBDocumentClient, TableName: string): ReadAccountStates =>
  async (userId) => {
    let wanted: Record<string, { Keys: Record<string, unknown>[] | undefined; ConsistentRead?: boolean }> = {
      [TableName]: { Keys: [userKey(userId), blockedKey(userId)], ConsistentRead: true },
    };
    const items: Record<string, unknown>[] = [];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { Responses = {}, UnprocessedKeys = {} } = await db.send(
        new BatchGetCommand({ RequestItems: wanted }),
      );
      items.push(...(Responses[TableName] ?? []));
      if (Object.keys(UnprocessedKeys).length === 0) return accountIn(items);
      wanted = UnprocessedKeys as typeof wanted;
    }
    throw new Error('DynamoDB did not read all keys');
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
