import { SecureChatError } from '../errors.ts';

/**
 * The server no longer knows the account, or has revoked the device; the SDK has then closed itself and says `NO_DEFAULT` from there on
 * (seald.md section 1).
 */
const FORGOTTEN = ['LOGIN_UNKNOWN_USER', 'LOGIN_DEVICE_REVOKED', 'NO_DEFAULT'];

/** Awaits a call of the SDK; turns a forgotten identity into `SecureChatError` `IDENTITY_FORGOTTEN`. */
export const asKnownUser = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw isForgotten(error) ? new SecureChatError('IDENTITY_FORGOTTEN', error) : error;
  }
};

export const isForgotten = (error: unknown): boolean => FORGOTTEN.includes(sealdCode(error));

/** The SDK's code of an error, empty when it has none. */
export const sealdCode = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** This identity is not among a session's readers, as `sealdSessions` puts it. */
export const isNoAccess = (error: unknown): boolean =>
  error instanceof SecureChatError && error.code === 'NO_ACCESS';
