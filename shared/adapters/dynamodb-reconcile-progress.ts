import * as z from 'zod/mini';
import type { ReconcileProgress } from '../domain/reconcile-progress.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';

const place = z.object({
  cid: z.string(),
  until: z.nullable(z.string()),
  heads: z.array(z.string()),
  beforeReply: z.nullable(z.string()),
});
const position = z.object({
  createdAt: z.nullable(z.string()),
  walked: z.array(z.string()),
  inside: z.nullable(place),
});
const progressItem = z.object({
  version: z.int().check(z.positive()),
  reconciledTo: z.nullable(z.string()),
  run: z.nullable(z.object({ from: z.string(), to: z.string(), position })),
});

const keyOf = (name: string) => ({ pk: 'RECONCILER', sk: name });

/** The reconciler's progress, in the channels' table; see {@link ReconcileProgress} for what each call promises. */
export const createDynamoDbReconcileProgress = (db: Dynamodb, TableName: string): ReconcileProgress => ({
  async find(name) {
    const { Item } = await db.get({ TableName, Key: keyOf(name), ConsistentRead: true });
    return Item ? progressItem.parse(Item) : null;
  },

  save: (name, progress) =>
    isDone(
      db.put({
        TableName,
        Item: { ...keyOf(name), ...progress },
        ...(progress.version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :before',
              ExpressionAttributeValues: { ':before': progress.version - 1 },
            }),
      }),
    ),
});
