import type { Contacts } from '../contacts/contacts.ts';
import type { RetrieveSession } from '../seald/retrieve-together.ts';
import type { EncryptionSession } from '../seald/sdk-types.ts';

/** Seald, as far as epochs need it. Members are chat user ids. */
export type SealdSessions = {
  /** A new session for these and, always, oneself. Throws `MembersNotEnrolledError`, `ContactKeysError`, and `SecureChatError` `IDENTITY_FORGOTTEN`. */
  create: (members: readonly string[]) => Promise<EncryptionSession>;
  /** Throws `SecureChatError` `NO_ACCESS` and `IDENTITY_FORGOTTEN`. */
  retrieve: RetrieveSession;
  /** Lets others retrieve a session that this user can open; again for those who can changes nothing. Throws as `create` does. */
  addReaders: (session: EncryptionSession, userIds: readonly string[]) => Promise<void>;
  /** Ends a session of one's own: nobody can retrieve it any more. */
  revoke: (session: EncryptionSession) => Promise<void>;
};

export type SealdSessionsDeps = {
  retrieve: RetrieveSession;
  contacts: Pick<Contacts, 'createSession' | 'addRecipients'>;
};

export const sealdSessions = ({ retrieve, contacts }: SealdSessionsDeps): SealdSessions => ({
  create: contacts.createSession,
  retrieve,
  addReaders: contacts.addRecipients,
  revoke: async (session) => {
    await session.revoke();
  },
});
