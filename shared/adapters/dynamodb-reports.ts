import * as z from 'zod/mini';
import type { ReportDeps } from '../domain/report.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { reportKey } from './user-items.ts';

const replacedItem = z.object({ toldAt: z.optional(z.string()) });

/** Reports in the users' table, of which it reads none but what its own write replaces; see {@link ReportDeps} for what each call promises. */
export const createDynamoDbReports = (
  db: Dynamodb,
  TableName: string,
): Pick<ReportDeps, 'keep' | 'noteTold'> => ({
  async keep({ id, reason, reportedAt, expiresAt, sealed }) {
    const { Attributes } = await db.update({
      TableName,
      Key: reportKey(id),
      UpdateExpression:
        'SET reason = :reason, reportedAt = :reportedAt, expiresAt = :expiresAt, sealed = :sealed REMOVE closedAt',
      ExpressionAttributeValues: {
        ':reason': reason,
        ':reportedAt': reportedAt,
        ':expiresAt': expiresAt,
        ':sealed': sealed,
      },
      ReturnValues: 'ALL_OLD',
    });
    return { isTold: replacedItem.parse(Attributes ?? {}).toldAt !== undefined };
  },

  async noteTold(id, at) {
    await isDone(
      db.update({
        TableName,
        Key: reportKey(id),
        UpdateExpression: 'SET toldAt = :at',
        ConditionExpression: 'attribute_exists(sealed)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  },
});
