import type { CodeDays, DayOfCodes } from '../domain/code-limits.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { codeDayKey } from './user-items.ts';

/**
 * An id takes 13 bytes of a set, so an item stays under 14 KB of DynamoDB's 400. A partition writes 1,000 units of a KB a second (DynamoDB
 * guide, "Partitions"): 70 codes a second on a full item, and so many more for each other item of the day.
 */
export const CODES_PER_ITEM = 1_000;

type Part = { number: number; limit: number };

/**
 * Codes of a day in the users' table, as sets of ids; see {@link CodeDays}. A day of many codes has several items: where one is full, the
 * next is asked, so that all of the limit can be used and no more.
 */
export const createDynamoDbCodeDays = (db: Dynamodb, TableName: string): CodeDays => {
  const add = (key: Record<string, string>, id: string, limit: number, expiresAt: number): Promise<boolean> =>
    isDone(
      db.update({
        TableName,
        Key: key,
        UpdateExpression: 'ADD ids :ids SET expiresAt = :end',
        ConditionExpression: 'attribute_not_exists(ids) OR size(ids) < :limit OR contains(ids, :id)',
        ExpressionAttributeValues: { ':ids': new Set([id]), ':id': id, ':limit': limit, ':end': expiresAt },
      }),
    );
  const remove = async (Key: Record<string, string>, id: string): Promise<void> =>
    void (await db.update({
      TableName,
      Key,
      UpdateExpression: 'DELETE ids :ids',
      ExpressionAttributeValues: { ':ids': new Set([id]) },
    }));
  return {
    async count(day, id) {
      for (const { number, limit } of partsOf(day, id)) {
        const key = codeDayKey(day, number);
        if (await add(key, id, limit, goneAfter(day))) return () => remove(key, id);
      }
      return null;
    },
  };
};

/** All parts of a day, from another one on for each id. */
const partsOf = ({ limit }: DayOfCodes, id: string): Part[] => {
  const parts = Array.from({ length: Math.ceil(limit / CODES_PER_ITEM) }, (_, number) => ({
    number,
    limit: Math.min(CODES_PER_ITEM, limit - number * CODES_PER_ITEM),
  }));
  const start = Buffer.from(id).reduce((sum, byte) => sum + byte, 0) % parts.length;
  return [...parts.slice(start), ...parts.slice(0, start)];
};

/** A day after its own end, in seconds since 1970. */
const goneAfter = ({ day }: DayOfCodes): number => Date.parse(`${day}T00:00:00Z`) / 1_000 + 2 * 86_400;
