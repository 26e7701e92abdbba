import { AppError } from './app-error.ts';

/** A token bucket: full it holds `capacity` calls, and it fills again by `refillPerSecond`. */
export type Bucket = {
  /** Whose it is, and for what. */
  key: string;
  capacity: number;
  refillPerSecond: number;
};

/** `retryAfterSeconds`: whole seconds after which there is one again, unless another call takes it. */
export type Taken = { taken: true } | { taken: false; retryAfterSeconds: number };

/**
 * Takes one from a bucket; one that was never used is full. Calls at the same time never take more than there is. A repeat takes another.
 * Throws when it cannot be found out.
 */
export type TakeFromBucket = (bucket: Bucket) => Promise<Taken>;

/** Takes one, or throws `RATE_LIMITED` with the seconds to wait. */
export const demandFromBucket = async (take: TakeFromBucket, bucket: Bucket): Promise<void> => {
  const answer = await take(bucket);
  if (!answer.taken) throw new AppError('RATE_LIMITED', { retryAfterSeconds: answer.retryAfterSeconds });
};

/*
 * A bucket is kept as one number, the moment at which it is full again (the "theoretical arrival time" of the generic cell rate
 * algorithm, ITU-T I.371): each call moves it on by what one call takes to come back, from now or from where it is, whichever is later.
 */

/** Milliseconds in which one call comes back. */
export const millisecondsPerCall = ({ refillPerSecond }: Bucket): number => Math.ceil(1000 / refillPerSecond);

/** A call is left while the bucket is full again no later than this. */
export const latestFullAt = (bucket: Bucket, now: number): number =>
  now + (bucket.capacity - 1) * millisecondsPerCall(bucket);

/** As `Retry-After` has it. */
export const wholeSeconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));
