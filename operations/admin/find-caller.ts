import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { CALLER_HASH, hashCaller } from '../../shared/adapters/caller-hash.ts';
import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';

/** Of somebody's items, by their partition key: their record, their block, their budgets. */
const ID_IN_KEY = /^(?:USER#(.+)|BUDGET#(.+)#[a-z]+)$/;

/**
 * The chat user id of the `caller` of a log line. A keyed hash cannot be turned back, so everybody's is made and compared: it reads the whole
 * table of users, with the operator's own credentials, and costs as much as the table is large. Null for somebody who is not in it: who has not signed up,
 * and has made no counted call in the last days. Throws {@link OperatorError} for what is no such hash.
 */
export const findCaller = async (
  TableName: string,
  secret: Secret<'logs'>,
  caller: string,
  client = DynamoDBDocumentClient.from(new DynamoDBClient({})),
): Promise<string | null> => {
  if (!CALLER_HASH.test(caller))
    throw new OperatorError('--caller must be the field `caller` of a log line.');
  const pages = paginateScan({ client }, { TableName, ProjectionExpression: 'pk' });
  const seen = new Set<string>();
  for await (const { Items = [] } of pages)
    for (const { pk } of Items) {
      const [, user, spender] = ID_IN_KEY.exec(String(pk)) ?? [];
      const userId = user ?? spender;
      if (userId === undefined || seen.has(userId)) continue;
      if (hashCaller(secret, userId) === caller) return userId;
      seen.add(userId);
    }
  return null;
};
