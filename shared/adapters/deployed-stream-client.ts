import { cachedSecret } from './secrets-manager.ts';
import { createStreamClient, type StreamClient } from './stream-client.ts';

/**
 * For functions that nobody waits for, in milliseconds: large pages have their time, and a rate limit is waited out, which begins anew
 * after a minute.
 */
export const UNHURRIED = { deadlineMs: 10_000, patienceMs: 65_000 };

/** Stream's server client of a function, from the variables that the stack gives it. `options`: see `createStreamClient`. */
export const deployedStreamClient = (
  { STREAM_URL, STREAM_SECRET_ARN }: { STREAM_URL: string; STREAM_SECRET_ARN: string },
  options: { deadlineMs?: number; patienceMs?: number } = {},
): StreamClient =>
  createStreamClient({ url: STREAM_URL, secret: cachedSecret('stream', STREAM_SECRET_ARN), ...options });
