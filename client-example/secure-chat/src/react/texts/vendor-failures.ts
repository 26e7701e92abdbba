/*
 * What the vendors throw when they get no answer, and what browsers throw when they keep nothing: read in stream-chat 9.53 (axios and its own socket), @seald-io/sdk 0.25.0
 * with its plug-in, oidc-client-ts 3.5 and in the browsers' own words for a `fetch` that failed.
 */

const NO_CONNECTION_CODES = [
  'ERR_NETWORK',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'NETWORK_ERROR',
];
/** Chromium, Node, Firefox, Safari; then those of the vendors. */
const NO_CONNECTION_WORDS =
  /failed to fetch|fetch failed|networkerror|load failed|network error|network request failed|NETWORK_ERROR|socket hang up|timed? ?out|connection (?:was )?lost/i;

const NO_CONNECTION_NAMES = ['TimeoutError', 'ErrorTimeout'];

export const isNoConnection = (error: unknown): boolean => {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  return (
    NO_CONNECTION_CODES.includes(String(code)) ||
    NO_CONNECTION_NAMES.includes(String(name)) ||
    NO_CONNECTION_WORDS.test(String(message))
  );
};

const STORAGE_NAMES = [
  'QuotaExceededError',
  'NS_ERROR_DOM_QUOTA_REACHED',
  'SecurityError',
  'InvalidStateError',
  'UnknownError',
];
const STORAGE_CODES = ['ENOSPC', 'EROFS', 'EDQUOT', 'EACCES'];

/** The device is full, or keeps nothing for this app. */
export const isStorageFailure = (error: unknown): boolean =>
  STORAGE_NAMES.includes(String((error as { name?: unknown } | null)?.name)) ||
  STORAGE_CODES.includes(String((error as { code?: unknown } | null)?.code));
