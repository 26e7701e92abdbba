import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type Bucket,
  latestFullAt,
  millisecondsPerCall,
  millisecondsTaken,
  type TakeFromBucket,
  type Taken,
  wholeSeconds,
} from '../domain/budget.ts';
import { readBatch } from './dynamodb-batch.ts';
import { DynamodbError } from './dynamodb-call.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';
import { bucketKey } from './user-items.ts';

/** Of this many buckets a container remembers something. */
const REMEMBERED = 10_000;
/** A bucket that is full again says nothing; DynamoDB takes it away within days. */
const KEPT_MS = 60_000;
/** DynamoDB turns a place away for no longer than a second. */
const THROTTLED_MS = 1_000;

type Known = {
  /** The bucket is full again at this time or later, for sure: the time only ever moves on. */
  fullAtLeast: number;
  /** Who was told to wait is told so again until then, without a write. */
  spentUntil: number;
};

/**
 * Buckets in the users' table, one item each; see {@link TakeFromBucket}. One conditional write decides: the bucket is full again so much
 * after now, or, if it is not full yet, so much after when it would have been. Which of the two it is the container mostly knows from before;
 * otherwise it tries both, so that at most two writes are made, and none for a bucket that was just found spent.
 * Each taking leaves its id, so that a write whose answer is lost and that comes again does not take twice. The item holds the last two ids: only
 * when two others of the same bucket came between the two attempts is it taken twice, in the caller's disfavour and never beyond what there is.
 * Containers whose clocks differ let through what comes back in that time, and no more.
 */
export const createDynamoDbBuckets = (
  db: Dynamodb,
  TableName: string,
  now: () => number = Date.now,
): TakeFromBucket => {
  const memory = new LeastRecentlyUsed<Known>(REMEMBERED);

  const write = async (taking: Taking, isFull: boolean): Promise<boolean> => {
    const Key = bucketKey(taking.bucket.key);
    const change = isFull ? ofAFullOne(taking) : ofAnother(taking);
    try {
      await db.update({ TableName, Key, ...change }, { repeatsThrottled: false });
      return true;
    } catch (error) {
      if (!(error instanceof DynamodbError && error.isRefusedByCondition)) throw error;
      return error.isRepeat && (await hasTaken(db, TableName, taking));
    }
  };

  const take = async (bucket: Bucket, at: number, fullAtLeast: number): Promise<Known & Taken> => {
    const wait = millisecondsTaken(bucket);
    const taking = { bucket, at, id: randomUUID() };
    const isTaken = (fullAtLeast < at && (await write(taking, true))) || (await write(taking, false));
    if (isTaken) return { taken: true, fullAtLeast: Math.max(fullAtLeast, at) + wait, spentUntil: 0 };
    // Nobody can take more than there is, so that as much is there again within the time that it takes to come back.
    const spentUntil = at + wait;
    return {
      taken: false,
      retryAfterSeconds: wholeSeconds(wait),
      fullAtLeast: latestFullAt(bucket, at),
      spentUntil,
    };
  };

  const takeAndRemember = async (bucket: Bucket, at: number, fullAtLeast: number): Promise<Taken> => {
    const {
      fullAtLeast: next,
      spentUntil: until,
      ...taken
    } = await take(bucket, at, fullAtLeast).catch(
      whenThrottled({ fullAtLeast, spentUntil: at + THROTTLED_MS }),
    );
    memory.set(bucket.key, { fullAtLeast: next, spentUntil: until });
    return taken;
  };

  return (bucket) => {
    const at = now();
    const { fullAtLeast = 0, spentUntil = 0 } = memory.get(bucket.key) ?? {};
    if (at < spentUntil) return { taken: false, retryAfterSeconds: wholeSeconds(spentUntil - at) };
    return takeAndRemember(bucket, at, fullAtLeast);
  };
};

/** Too much is written at one place, mostly by one caller: there is nothing to be had for the moment. */
const whenThrottled =
  (known: Known) =>
  (error: unknown): Known & Taken => {
    if (!(error instanceof DynamodbError && error.isThrottled)) throw error;
    return { taken: false, retryAfterSeconds: wholeSeconds(THROTTLED_MS), ...known };
  };

const expiry = (bucket: Bucket, at: number) =>
  Math.ceil((at + bucket.capacity * millisecondsPerCall(bucket) + KEPT_MS) / 1000);

/** One taking; `at` in Unix milliseconds. */
type Taking = { bucket: Bucket; at: number; id: string };

/** The id that was the last becomes the one before. */
const LEAVES_ID = 'lastTaking = :id, takingBefore = if_not_exists(lastTaking, :none)';
const ids = ({ id }: Taking) => ({ ':id': id, ':none': '-' });

const ofAFullOne = ({ bucket, at, ...taking }: Taking) => ({
  UpdateExpression: `SET fullAt = :next, expiresAt = :end, ${LEAVES_ID}`,
  ConditionExpression: 'attribute_not_exists(fullAt) OR fullAt < :now',
  ExpressionAttributeValues: {
    ...ids({ bucket, at, ...taking }),
    ':now': at,
    ':next': at + millisecondsTaken(bucket),
    ':end': expiry(bucket, at),
  },
});

const ofAnother = ({ bucket, at, ...taking }: Taking) => ({
  UpdateExpression: `SET fullAt = fullAt + :taken, expiresAt = :end, ${LEAVES_ID}`,
  ConditionExpression: 'fullAt BETWEEN :now AND :latest AND lastTaking <> :id AND takingBefore <> :id',
  ExpressionAttributeValues: {
    ...ids({ bucket, at, ...taking }),
    ':now': at,
    ':taken': millisecondsTaken(bucket),
    ':latest': latestFullAt(bucket, at),
    ':end': expiry(bucket, at),
  },
});

const takings = z.object({ lastTaking: z.string(), takingBefore: z.string() });

/** Whether it was the first attempt that stood in the way of the second. By the one read that every function with a guard may do. */
const hasTaken = async (db: Dynamodb, TableName: string, { bucket, id }: Taking): Promise<boolean> => {
  const [item] = await readBatch(db, TableName, {
    keys: [bucketKey(bucket.key)],
    tries: 1,
    ProjectionExpression: 'lastTaking, takingBefore',
  });
  const { lastTaking, takingBefore } = item ? takings.parse(item) : {};
  return lastTaking === id || takingBefore === id;
};
