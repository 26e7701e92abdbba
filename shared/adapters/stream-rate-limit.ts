import { AppError } from '../domain/app-error.ts';

/** A window of Stream's is a minute long (GetStream/stream-chat-ruby docs/debugging_and_cli/rate_limits.md); no answer may make us wait longer. */
const LONGEST_SECONDS = 60;

/**
 * How many whole seconds to wait when Stream has refused a call for its rate limit, which it then has not carried out; null for any
 * other error. By `Retry-After`, else by `X-RateLimit-Reset` (Unix seconds). While calls of the minute remain, only those of one second were
 * too many. `now` in Unix milliseconds.
 */
export const retryAfterOf = (error: unknown, now: number): number | null => {
  const { status, response } = (error ?? {}) as { status?: unknown; response?: { headers?: unknown } };
  if (status !== 429) return null;
  const headers = (response?.headers ?? {}) as Record<string, unknown>;
  const numberIn = (name: string) => numberOf(headers[name]);
  const told = numberIn('retry-after');
  const reset = numberIn('x-ratelimit-reset');
  const isOfTheMinute = numberIn('x-ratelimit-remaining') === 0;
  const seconds = told ?? (isOfTheMinute && reset !== null ? reset - now / 1000 : 1);
  return Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_SECONDS);
};

const numberOf = (header: unknown): number | null =>
  typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : null;

/** Stream did not do it. Says when to ask again, if that was for its rate limit. Nothing Stream said goes into the answer. */
export const streamUnavailable = (cause: unknown): AppError => {
  const retryAfterSeconds = retryAfterOf(cause, Date.now()) ?? undefined;
  const leftUndone = isRefusal(cause);
  return new AppError('STREAM_UNAVAILABLE', {
    cause,
    leftUndone,
    ...(retryAfterSeconds && { retryAfterSeconds }),
  });
};

/** Whether Stream looked at a call and did not carry it out. 408 is its own timeout (stream.md section 3): it may have done so. */
const isRefusal = (error: unknown): boolean => {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408;
};
