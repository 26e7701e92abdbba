import * as z from 'zod/mini';
import type { AccountStates, ReadAccountStates } from '../domain/account-gate.ts';
import { type BatchToRead, readBatch } from './dynamodb-batch.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { blockedKey, isErasure, readRecord, userKey } from './user-items.ts';

const READ_TRIES = 3;

type Item = Record<string, unknown>;

/**
 * Looks into the users' table: one read of all items that can say something, consistent. Nobody counts as open whose items were not all read.
 * Throws when DynamoDB does not answer.
 */
export const createReadAccountStates =
  (db: Dynamodb, TableName: string): ReadAccountStates =>
  async (userId) => {
    const ProjectionExpression = 'sk, erasure, erasurePending';
    return statesIn(await readItems(db, TableName, userId, { ProjectionExpression }));
  };

/** As {@link createReadAccountStates}, and the user's record with it: for endpoints that need it anyhow, so that gate and endpoint read once. */
export const createReadAccounts =
  (db: Dynamodb, TableName: string): ReadAccountStates =>
  async (userId) => {
    const items = await readItems(db, TableName, userId);
    return { ...statesIn(items), user: readRecord(mainOf(items)) };
  };

const readItems = (
  db: Dynamodb,
  TableName: string,
  userId: string,
  parts: Pick<BatchToRead, 'ProjectionExpression'> = {},
): Promise<Item[]> => {
  const keys = [userKey(userId), blockedKey(userId)];
  return readBatch(db, TableName, { keys, tries: READ_TRIES, ...parts });
};

const { sk: MAIN } = userKey('');
const mainOf = (items: readonly Item[]): Item | undefined => items.find(({ sk }) => sk === MAIN);

const pending = z.object({ dueAt: z.string() });

const statesIn = (items: readonly Item[]): AccountStates => {
  const main = mainOf(items);
  return {
    ...(isErasure(main) && { erased: true }),
    ...(items.some((item) => item !== main) && { blocked: true }),
    ...(main?.erasurePending !== undefined && { erasurePending: pending.parse(main.erasurePending) }),
  };
};
