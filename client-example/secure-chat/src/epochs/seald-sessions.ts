import * as z from 'zod';
import type { Contacts } from '../contacts/contacts.ts';
import { SecureChatError } from '../errors.ts';
import type { EncryptionSession, SealdSdk } from '../seald/sdk-types.ts';
import { asKnownUser, sealdCode } from '../seald/seald-errors.ts';

/** Seald, as far as epochs need it. Members are chat user ids. */
export type SealdSessions = {
  /** A new session for these and, always, oneself. Throws `MembersNotEnrolledError`, `ContactKeysError`, and `SecureChatError` `IDENTITY_FORGOTTEN`. */
  create: (members: readonly string[]) => Promise<EncryptionSession>;
  /** Throws `SecureChatError` `NO_ACCESS` and `IDENTITY_FORGOTTEN`. */
  retrieve: (encryptionSessionId: string) => Promise<EncryptionSession>;
  /** Lets others retrieve a session that this user can open; again for those who can changes nothing. Throws as `create` does. */
  addReaders: (session: EncryptionSession, userIds: readonly string[]) => Promise<void>;
  /** Ends a session of one's own: nobody can retrieve it any more. */
  revoke: (session: EncryptionSession) => Promise<void>;
};

export type SealdSessionsDeps = {
  sdk: Pick<SealdSdk, 'retrieveEncryptionSession'>;
  contacts: Pick<Contacts, 'createSession' | 'addRecipients'>;
};

/** The SDK throws an untyped error for anything else (seald.md section 2). */
const sessionIdShape = z.uuid();

export const sealdSessions = ({ sdk, contacts }: SealdSessionsDeps): SealdSessions => ({
  create: contacts.createSession,
  retrieve: (encryptionSessionId) => retrieve(sdk, encryptionSessionId),
  addReaders: contacts.addRecipients,
  revoke: async (session) => {
    await session.revoke();
  },
});

const retrieve = async (
  sdk: SealdSessionsDeps['sdk'],
  encryptionSessionId: string,
): Promise<EncryptionSession> => {
  const sessionId = sessionIdShape.safeParse(encryptionSessionId).data;
  if (!sessionId) throw new SecureChatError('NO_ACCESS');
  try {
    return await asKnownUser(sdk.retrieveEncryptionSession({ sessionId }));
  } catch (error) {
    throw hasNoToken(error) ? new SecureChatError('NO_ACCESS', error) : error;
  }
};

/** The codes of seald.md section 1 for 404 and 410. */
const hasNoToken = (error: unknown): boolean =>
  ['NO_TOKEN_FOR_YOU', 'NO_TOKEN_FOR_KEY'].includes(sealdCode(error));
