import type { Throttle } from '../template/deployment.ts';

export type TokenBucket = { take: () => boolean };

/** A token bucket that starts full: `burst` at once, refilled with `rate` a second. `now` is in milliseconds. */
export const createTokenBucket = ({ rate, burst }: Throttle, now: () => number = Date.now): TokenBucket => {
  let tokens = burst;
  let filledAt = now();
  const take = () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * rate);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  return { take };
};
