import * as z from 'zod';
import { SecureChatError } from '../errors.ts';
import type { EncryptionSession, SealdSdk } from './sdk-types.ts';
import { asKnownUser, sealdCode } from './seald-errors.ts';

/** The SDK throws an untyped error for anything else (seald.md section 2). */
const sessionIdShape = z.uuid();

/** A session that this identity is a reader of. Throws `SecureChatError` `NO_ACCESS` when it is none, `IDENTITY_FORGOTTEN`, and what the SDK throws. */
export const retrieveSession = async (
  sdk: Pick<SealdSdk, 'retrieveEncryptionSession'>,
  encryptionSessionId: string,
): Promise<EncryptionSession> => {
  const sessionId = requireSessionId(encryptionSessionId);
  try {
    return await asKnownUser(sdk.retrieveEncryptionSession({ sessionId }));
  } catch (error) {
    throw hasNoToken(error) ? new SecureChatError('NO_ACCESS', error) : error;
  }
};

/** The same id. Throws `SecureChatError` `NO_ACCESS` for what can be none. */
export const requireSessionId = (encryptionSessionId: string): string => {
  const sessionId = sessionIdShape.safeParse(encryptionSessionId).data;
  if (!sessionId) throw new SecureChatError('NO_ACCESS');
  return sessionId;
};

/** The codes of seald.md section 1 for 404 and 410; of several at once, for one of them. */
export const hasNoToken = (error: unknown): boolean =>
  ['NO_TOKEN_FOR_YOU', 'NO_TOKEN_FOR_KEY'].includes(sealdCode(error));
