/** A token bucket: full it holds `capacity` calls, and it fills again by `refillPerSecond`. */
export type Bucket = {
  /** Whose it is, and for what. */
  key: string;
  capacity: number;
  refillPerSecond: number;
  /** Taken together, one unless told. */
  calls?: number;
};

/** `retryAfterSeconds`: whole seconds after which there is one again, unless another call takes it. */
export type Taken = { taken: true } | { taken: false; retryAfterSeconds: number };

/**
 * Takes from a bucket, all that is asked for or nothing; one that was never used is full. Calls at the same time never take more than there is. A repeat takes again.
 * What is known already is said at once, without a promise. Throws when it cannot be found out.
 */
export type TakeFromBucket = (bucket: Bucket) => Taken | Promise<Taken>;

/*
 * A bucket is kept as one number, the moment at which it is full again (the "theoretical arrival time" of the generic cell rate
 * algorithm, ITU-T I.371): each call moves it on by what one call takes to come back, from now or from where it is, whichever is later.
 */

/** Milliseconds in which one call comes back. */
export const millisecondsPerCall = ({ refillPerSecond }: Bucket): number => Math.ceil(1000 / refillPerSecond);

/** What is asked for is left while the bucket is full again no later than this. */
export const latestFullAt = (bucket: Bucket, now: number): number =>
  now + (bucket.capacity - callsOf(bucket)) * millisecondsPerCall(bucket);

/** So much later it is full again afterwards. */
export const millisecondsTaken = (bucket: Bucket): number => callsOf(bucket) * millisecondsPerCall(bucket);

const callsOf = ({ calls = 1 }: Bucket): number => calls;

/** As `Retry-After` has it. */
export const wholeSeconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));
