import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ErasureState, Erasures } from '../domain/erasure.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { createErasureQueue } from './dynamodb-erasure-queue.ts';
import { queryPages } from './dynamodb-query.ts';
import { allItemsOf, readErasure, readErasureState, userKey } from './user-items.ts';

const NOT_ERASED = 'attribute_not_exists(erasure)';
const ERASED = 'attribute_exists(erasure)';
const NOT_PENDING = 'attribute_not_exists(erasurePending)';
/** Nobody can make a record, or take it away, while an erasure is pending. */
const THIS_PENDING = 'erasurePending.receiptId = :receipt';
const HAS_RECORD = 'attribute_exists(sealedTwoManRuleKey)';
const NO_RECORD = 'attribute_not_exists(sealedTwoManRuleKey)';

type Change = Pick<UpdateCommandInput, 'UpdateExpression' | 'ExpressionAttributeValues'> & {
  /** Without effect where this does not hold. */
  only: string;
  names?: Record<string, string>;
};

/** Erasures in the users' table; see {@link Erasures} for what each call promises. Reads are consistent. */
export const createDynamoDbErasures = (db: Dynamodb, TableName: string): Erasures => {
  const { enqueue, dequeueOnly, dequeue, listDue } = createErasureQueue(db, TableName);
  const findItem = async (userId: string) => {
    const { Item } = await db.get({ TableName, Key: userKey(userId), ConsistentRead: true });
    return Item;
  };
  const find = async (userId: string): Promise<ErasureState> => readErasureState(await findItem(userId));

  const update = (userId: string, { only, names, ...input }: Change): Promise<boolean> =>
    isDone(
      db.update({
        TableName,
        Key: userKey(userId),
        ConditionExpression: only,
        ...(names && { ExpressionAttributeNames: names }),
        ...input,
      }),
    );

  const change = async (userId: string, { only, ...input }: Change) => {
    await update(userId, { only: `${ERASED} AND ${only}`, ...input });
    return readErasure(await findItem(userId));
  };

  return {
    find,

    async schedule(request) {
      const { userId, ...pending } = request;
      await enqueue(request);
      const isNoted = await update(userId, {
        UpdateExpression: 'SET id = :id, erasurePending = :pending',
        only: `${NOT_ERASED} AND ${NOT_PENDING}`,
        ExpressionAttributeValues: { ':id': userId, ':pending': pending },
      });
      if (isNoted) return { kind: 'pending', pending: request };
      const noted = await find(userId);
      // One that was noted in the same millisecond waits at the same place.
      if (noted.kind !== 'pending' || noted.pending.dueAt !== request.dueAt) await dequeueOnly(request);
      return noted;
    },

    async noteTokensRevoked({ userId, receiptId }, at) {
      await update(userId, {
        UpdateExpression: 'SET erasurePending.tokensRevokedAt = :at',
        only: `${THIS_PENDING} AND attribute_not_exists(erasurePending.tokensRevokedAt)`,
        ExpressionAttributeValues: { ':receipt': receiptId, ':at': at },
      });
    },

    async takeBackPending(pending) {
      const { userId } = pending;
      const ExpressionAttributeValues = { ':receipt': pending.receiptId };
      const isTakenBack =
        (await update(userId, {
          UpdateExpression: 'REMOVE erasurePending',
          only: `${THIS_PENDING} AND ${HAS_RECORD}`,
          ExpressionAttributeValues,
        })) ||
        (await isDone(
          db.delete({
            TableName,
            Key: userKey(userId),
            ConditionExpression: `${THIS_PENDING} AND ${NO_RECORD}`,
            ExpressionAttributeValues,
          }),
        ));
      // Begun, perhaps: then it stays in the queue. Or taken back by this very write, whose answer was lost.
      const noted = isTakenBack ? ({ kind: 'none' } as const) : await find(userId);
      if (noted.kind === 'none') await dequeueOnly(pending);
      return noted;
    },

    async begin(request, pending, at) {
      const { userId, receiptId, requestedAt, dueAt } = request;
      const erasure = { receiptId, requestedAt, dueAt, doneAt: { recordErased: at } };
      await enqueue(request);
      const isBegun = await isDone(
        db.put({
          TableName,
          Item: { ...userKey(userId), id: userId, erasure },
          ConditionExpression: `${NOT_ERASED} AND ${pending ? THIS_PENDING : NOT_PENDING}`,
          ...(pending && { ExpressionAttributeValues: { ':receipt': pending.receiptId } }),
        }),
      );
      if (!isBegun) return find(userId);
      if (pending && pending.dueAt !== request.dueAt) await dequeueOnly(pending);
      return { kind: 'erased', erasure: { userId, ...erasure } };
    },

    noteDone: (userId, step, at) =>
      change(userId, {
        UpdateExpression: 'SET erasure.doneAt.#step = :at',
        only: 'attribute_not_exists(erasure.doneAt.#step)',
        names: { '#step': step },
        ExpressionAttributeValues: { ':at': at },
      }),

    takeBack: (userId, step) =>
      change(userId, {
        UpdateExpression: 'REMOVE erasure.doneAt.#step, erasure.streamTask',
        only: 'attribute_exists(erasure.doneAt.#step)',
        names: { '#step': step },
      }),

    noteStreamTask: (userId, task) =>
      change(userId, {
        UpdateExpression: 'SET erasure.streamTask = :task',
        only: 'attribute_not_exists(erasure.streamTask)',
        ExpressionAttributeValues: { ':task': task },
      }),

    forgetStreamTask: (userId, task) =>
      change(userId, {
        UpdateExpression: 'REMOVE erasure.streamTask',
        only: 'erasure.streamTask = :task',
        ExpressionAttributeValues: { ':task': task },
      }),

    async eraseDetails(userId) {
      const all = { TableName, ...allItemsOf(userId), ProjectionExpression: 'pk, sk' };
      for await (const page of queryPages(db, all))
        for (const Key of page) if (Key.sk !== userKey(userId).sk) await db.delete({ TableName, Key });
    },

    listDue,
    dequeue,
  };
};
