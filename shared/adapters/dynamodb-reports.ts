import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ReportDeps } from '../domain/report.ts';
import { isDone } from './dynamodb-client.ts';
import { reportKey } from './user-items.ts';

const keptItem = z.object({
  reportedAt: z.string(),
  toldAt: z.string().optional(),
  sealed: z.instanceof(Uint8Array),
});

/** Reports in the users' table, of which it reads none but what its own write finds; see {@link ReportDeps} for what each call promises. */
export const createDynamoDbReports = (
  db: DynamoDBDocumentClient,
  TableName: string,
): Pick<ReportDeps, 'keep' | 'noteTold'> => ({
  async keep({ id, reason, reportedAt, expiresAt, sealed }) {
    const { Attributes } = await db.send(
      new UpdateCommand({
        TableName,
        Key: reportKey(id),
        UpdateExpression: `SET ${['reason', 'reportedAt', 'expiresAt', 'sealed'].map((name) => `${name} = if_not_exists(${name}, :${name})`).join(', ')}`,
        ExpressionAttributeValues: {
          ':reason': reason,
          ':reportedAt': reportedAt,
          ':expiresAt': expiresAt,
          ':sealed': sealed,
        },
        ReturnValues: 'ALL_OLD',
      }),
    );
    if (Attributes === undefined) return { isNew: true, reportedAt, isTold: false };
    const kept = keptItem.parse(Attributes);
    // No other call has sealed the same: it is what this one wrote when the answer was lost and the SDK sent it once more.
    const isOwn = Buffer.compare(kept.sealed, sealed) === 0;
    return { isNew: isOwn, reportedAt: kept.reportedAt, isTold: kept.toldAt !== undefined };
  },

  async noteTold(id, at) {
    await isDone(
      db.send(
        new UpdateCommand({
          TableName,
          Key: reportKey(id),
          UpdateExpression: 'SET toldAt = :at',
          ConditionExpression: 'attribute_exists(sealed)',
          ExpressionAttributeValues: { ':at': at },
        }),
      ),
    );
  },
});
