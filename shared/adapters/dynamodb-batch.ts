import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Dynamodb } from './dynamodb-client.ts';

type Item = Record<string, unknown>;
type OfTable = NonNullable<BatchGetCommandInput['RequestItems']>[string];

export type BatchToRead = {
  /** A hundred at most, and none twice: DynamoDB takes no more (BatchGetItem). None needs no call. */
  keys: readonly Item[];
  /** How often DynamoDB is asked in all, as it may leave some for another call. */
  tries: number;
} & Pick<OfTable, 'ProjectionExpression' | 'ExpressionAttributeNames'>;

/** Those of these items of a table that are there, in any order; consistent. Throws when some stay unread. */
export const readBatch = async (
  db: Dynamodb,
  TableName: string,
  { keys, tries, ...parts }: BatchToRead,
): Promise<Item[]> => {
  const items: Item[] = [];
  let left: Item[] = [...keys];
  for (let tried = 0; left.length > 0; tried++) {
    if (tried === tries) throw new Error('DynamoDB left keys of a batch unread');
    const asked = { Keys: left, ConsistentRead: true, ...parts };
    const answer = await db.batchGet({ RequestItems: { [TableName]: asked } });
    items.push(...(answer.Responses?.[TableName] ?? []));
    left = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return items;
};
