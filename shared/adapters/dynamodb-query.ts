import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Dynamodb } from './dynamodb-client.ts';

type Item = Record<string, unknown>;
type Query = Omit<QueryCommandInput, 'ConsistentRead' | 'ExclusiveStartKey'>;

/** The items of a query, a page at a time; the next page is asked for when it is wanted. The read is consistent. */
export async function* queryPages(db: Dynamodb, query: Query): AsyncGenerator<Item[]> {
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await db.query({ ...query, ConsistentRead: true, ExclusiveStartKey });
    yield page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** All items of a query, however many pages they take. The read is consistent. */
export const queryAll = async (db: Dynamodb, query: Query): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of queryPages(db, query)) items.push(...page);
  return items;
};
