import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Erasures } from '../domain/erasure.ts';
import { isDone } from './dynamodb-client.ts';
import { queryAll } from './dynamodb-query.ts';
import { peersOf, readErasure, userKey, userLedgerKey } from './user-items.ts';

const NOT_ERASED = 'attribute_not_exists(erasure)';
const ERASED = 'attribute_exists(erasure)';

type Change = Pick<UpdateCommandInput, 'UpdateExpression' | 'ExpressionAttributeValues'> & {
  /** Without effect where this does not hold. */
  only: string;
  names?: Record<string, string>;
};

/** Erasures in the users' table; see {@link Erasures} for what each call promises. Reads are consistent. */
export const createDynamoDbErasures = (db: DynamoDBDocumentClient, TableName: string): Erasures => {
  const find = async (userId: string) => {
    const { Item } = await db.send(new GetCommand({ TableName, Key: userKey(userId), ConsistentRead: true }));
    return readErasure(Item);
  };

  const change = async (userId: string, { only, names, ...update }: Change) => {
    await isDone(
      db.send(
        new UpdateCommand({
          TableName,
          Key: userKey(userId),
          ConditionExpression: `${ERASED} AND ${only}`,
          ...(names && { ExpressionAttributeNames: names }),
          ...update,
        }),
      ),
    );
    return find(userId);
  };

  const deleteAll = async (query: ReturnType<typeof peersOf>): Promise<void> => {
    const keys = await queryAll(db, { TableName, ...query, ProjectionExpression: 'pk, sk' });
    for (const Key of keys) await db.send(new DeleteCommand({ TableName, Key }));
  };

  return {
    async begin(userId, { receiptId, requestedAt }) {
      const erasure = { receiptId, requestedAt, doneAt: { recordErased: requestedAt } };
      const Item = { ...userKey(userId), id: userId, erasure };
      const begun = await isDone(
        db.send(new PutCommand({ TableName, Item, ConditionExpression: NOT_ERASED })),
      );
      return begun ? readErasure(Item) : find(userId);
    },

    find,

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

    async eraseChallengeCounts(userId) {
      await db.send(new DeleteCommand({ TableName, Key: userLedgerKey(userId) }));
    },
    erasePeers: (userId) => deleteAll(peersOf(userId)),
  };
};
