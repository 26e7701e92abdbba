import type { ErasureRequest, Erasures } from '../domain/erasure.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { queryPages } from './dynamodb-query.ts';
import { erasuresDueBy, queuedErasureItem, queuedErasureKey } from './user-items.ts';

const PAGE = 25;

export type ErasureQueue = Pick<Erasures, 'listDue' | 'dequeue'> & {
  /** A repeat changes nothing. */
  enqueue: (request: ErasureRequest) => Promise<void>;
  /** Takes this one out, and no other that stands at the same moment. */
  dequeueOnly: (request: ErasureRequest) => Promise<void>;
};

/** Erasures by the time they are due, in the users' table under a partition key of their own: found by a query, never by a scan. */
export const createErasureQueue = (db: Dynamodb, TableName: string): ErasureQueue => ({
  async enqueue({ userId, dueAt, receiptId }) {
    const Item = { ...queuedErasureKey({ userId, dueAt }), userId, dueAt, receiptId };
    await db.put({ TableName, Item });
  },

  async dequeueOnly(request) {
    await isDone(
      db.delete({
        TableName,
        Key: queuedErasureKey(request),
        ConditionExpression: 'receiptId = :receipt',
        ExpressionAttributeValues: { ':receipt': request.receiptId },
      }),
    );
  },

  async dequeue(queued) {
    await db.delete({ TableName, Key: queuedErasureKey(queued) });
  },

  async *listDue(by) {
    const due = { TableName, ...erasuresDueBy(by.toISOString()), Limit: PAGE };
    for await (const page of queryPages(db, due)) yield page.map((item) => queuedErasureItem.parse(item));
  },
});
