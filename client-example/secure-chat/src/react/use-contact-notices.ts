import type { EncryptedChannel } from '../channels/encrypted-channel.ts';
import type { ContactFinding } from '../contacts/contact-check.ts';
import { contactWords } from './texts/contact-words.ts';
import { useTexts } from './texts-context.ts';
import { useEncryption } from './use-encryption.ts';
import { useNameOf } from './use-name-of.ts';

export type ContactNotice = ContactFinding & {
  name: string;
  words: string;
  /** The person has seen it. */
  note: () => void;
};

/** Contacts whose keys have changed while the channel was open: to be compared, but nothing stops. */
export const useContactNotices = (channel: EncryptedChannel): ContactNotice[] => {
  const { changedContacts, noteContact } = useEncryption(channel);
  const nameOf = useNameOf(channel.stream);
  const texts = useTexts();
  return changedContacts.map(({ userId, kind }) => {
    const name = nameOf(userId);
    return { userId, kind, name, words: contactWords(kind, name, texts), note: () => noteContact(userId) };
  });
};
