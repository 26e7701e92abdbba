import { createHmac, createSecretKey } from 'node:crypto';
import { log } from '../log.ts';
import { count } from '../metrics.ts';
import type { Secret } from '../secrets.ts';
import { oncePer } from './once-per.ts';
import type { ReadSecret } from './secrets-manager.ts';

/** So many bits that two callers of one stage never share them, and no more. */
const BYTES = 12;
/** What {@link hashCaller} gives. */
export const CALLER_HASH = /^[0-9a-f]{24}$/;

/** What stands in a log line for a caller: an HMAC-SHA-256 of the chat user id. The same caller has the same for as long as the key stays. */
export const hashCaller = (secret: Secret<'logs'>, userId: string): string =>
  createHmac('sha256', keyOf(secret)).update(userId).digest().subarray(0, BYTES).toString('hex');

/** As bytes, a key takes createHmac ten times as long. */
const keyOf = oncePer(({ callerKey }: Secret<'logs'>) => createSecretKey(Buffer.from(callerKey, 'base64')));

/** Gives a caller's hash, or undefined as long as the key cannot be had. Never waits and never throws: no request may depend on it. */
export type NameCaller = (userId: string) => string | undefined;

const TRY_AGAIN_AFTER_MS = 60_000;

/**
 * Reads the key beside the first requests of a container, whose lines may be without a hash. That it cannot be read is logged and counted, and it is tried
 * again a minute later.
 */
export const createNameCaller = (
  readSecret: ReadSecret<'logs'>,
  now: () => number = Date.now,
): NameCaller => {
  let secret: Secret<'logs'> | undefined;
  let notBefore = 0;
  let isReading = false;
  const read = async (): Promise<void> => {
    isReading = true;
    try {
      secret = await readSecret();
    } catch {
      notBefore = now() + TRY_AGAIN_AFTER_MS;
      log('warn', { event: 'caller-key-missing' });
    }
    isReading = false;
  };
  return (userId) => {
    if (!isReading && now() >= notBefore) void read();
    if (!secret && now() < notBefore) count('CallersUnnamed');
    return secret && hashCaller(secret, userId);
  };
};
