import * as z from 'zod';
import { AppError } from '../domain/app-error.ts';
import type { DemandNotErased } from '../domain/stream-token.ts';
import { count } from '../metrics.ts';
import { signedCall } from './signed-call.ts';
import { userKey } from './user-items.ts';

/** For one read: a person is waiting, and DynamoDB answers in milliseconds or something is wrong. */
const DEADLINE_MS = 3_000;

const text = z.object({ S: z.string() });
const answer = z.object({
  Item: z
    .object({
      erasure: z.unknown().optional(),
      erasurePending: z.object({ M: z.object({ dueAt: text }) }).optional(),
    })
    .optional(),
});

/** Looks in the users' table whether somebody was erased or is going to be; the read is consistent. Throws when DynamoDB does not answer, and counts that. */
export const createDemandNotErased =
  (TableName: string): DemandNotErased =>
  async (userId) => {
    const { pk, sk } = userKey(userId);
    const response = await signedCall({
      service: 'dynamodb',
      target: 'DynamoDB_20120810.GetItem',
      contentType: 'application/x-amz-json-1.0',
      body: {
        TableName,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
        ProjectionExpression: 'erasure.receiptId, erasurePending.dueAt',
      },
      deadlineMs: DEADLINE_MS,
    });
    if (!response.ok) {
      if (response.status >= 500) count('TableFailed');
      throw new Error(`DynamoDB answered ${response.status}`);
    }
    const { erasure, erasurePending } = answer.parse(await response.json()).Item ?? {};
    if (erasure !== undefined) throw new AppError('USER_ERASED');
    if (erasurePending) throw new AppError('ERASURE_PENDING', { dueAt: erasurePending.M.dueAt.S });
  };
