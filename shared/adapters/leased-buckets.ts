import type { Bucket, TakeFromBucket, Taken } from '../domain/budget.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';

/** Calls of one caller that a container lets through uncounted, each time that it has not seen them for so long. */
const UNCOUNTED = { calls: 20, forMs: 600_000 };
/** Above that it takes so many at once. */
const LEASED_CALLS = 20;
/** Of this many buckets a container remembers something. */
const REMEMBERED = 10_000;

type Lease = { left: number; until: number };

/**
 * Buckets for what is asked often and only reads, so that a write would cost more than the call. Each container lets a few calls through uncounted,
 * which is all that people need; whoever asks for more takes from the bucket twenty at a time. So N containers let through what is in the bucket and
 * 20 N calls more in ten minutes, and honest calls write nothing. What is left of a lease is lost with its container.
 */
export const createLeasedBuckets = (take: TakeFromBucket, now: () => number = Date.now): TakeFromBucket => {
  const leases = new LeastRecentlyUsed<Lease>(REMEMBERED);
  const leaseOf = (bucket: Bucket): Lease => {
    const known = leases.get(bucket.key);
    if (known && now() < known.until) return known;
    const lease = { left: UNCOUNTED.calls, until: now() + UNCOUNTED.forMs };
    leases.set(bucket.key, lease);
    return lease;
  };
  return (bucket) => {
    const lease = leaseOf(bucket);
    if (lease.left > 0) {
      lease.left -= 1;
      return { taken: true };
    }
    const calls = Math.min(LEASED_CALLS, bucket.capacity);
    const afterwards = (answer: Taken): Taken => {
      if (answer.taken) lease.left += calls - 1;
      return answer;
    };
    const answer = take({ ...bucket, calls });
    return answer instanceof Promise ? answer.then(afterwards) : afterwards(answer);
  };
};
