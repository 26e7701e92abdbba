import type { ContactFinding } from '../contacts-check.ts';
import { type Keeping, trustedOf } from './keeping.ts';
import type { TrustedEpoch } from './trusted-epoch.ts';

/** Tells what was found about a contact, and keeps it for whoever is not listening yet until the user has taken note. */
export const tellOfContact = (keeping: Keeping, { userId, kind }: ContactFinding): void => {
  keeping.contactNews.set(userId, kind);
  keeping.emit({ type: 'contact-changed', userId, kind });
};

/**
 * Looks at the keys of those for whom somebody else has made this epoch: only its maker was asked about keys that have changed. One contact at
 * a time, so that what the user waits for comes in between, and no more of them once a later epoch is trusted. Never rejects: what
 * fails is left to the next look.
 */
export const lookAtReaders = async (
  keeping: Keeping,
  { encryptionSessionId, members }: TrustedEpoch,
): Promise<void> => {
  for (const userId of members) {
    if (trustedOf(keeping)?.encryptionSessionId !== encryptionSessionId) return;
    if (userId === keeping.userId) continue;
    const findings = await keeping.contacts.check([userId], 'notice').catch(() => []);
    for (const finding of findings) tellOfContact(keeping, finding);
  }
};
