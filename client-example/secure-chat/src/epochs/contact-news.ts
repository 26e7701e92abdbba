import type { ContactFinding, Vouched } from '../contacts/contact-check.ts';
import { type Keeping, raise, trustedOf } from './keeping.ts';
import { authorKeyIn, type VerifiedEpoch } from './trusted-epoch.ts';

/** Tells what was found about a contact, and keeps it for whoever is not listening yet until the user has taken note. */
export const tellOfContact = (keeping: Keeping, { userId, kind }: ContactFinding): void => {
  keeping.contactNews.set(userId, kind);
  keeping.emit({ type: 'contact-changed', userId, kind });
};

/**
 * Looks at the keys of those for whom somebody else has made this epoch: only its maker was asked about keys that have changed. An author key in it that is not its reader's stops the sending. One contact at
 * a time, so that what the user waits for comes in between, none too often, and no more of them once a later epoch is trusted. Never
 * rejects: what fails is left to the next look.
 */
export const lookAtReaders = async (keeping: Keeping, epoch: VerifiedEpoch): Promise<void> => {
  const { encryptionSessionId, members } = epoch;
  const isTrusted = () => trustedOf(keeping)?.encryptionSessionId === encryptionSessionId;
  for (const userId of members) {
    if (!isTrusted()) return;
    if (userId === keeping.userId || wasLookedAt(keeping, userId, members.length)) continue;
    const isTheirs = await lookAtReader(keeping, epoch, userId).catch(() => 'failed' as const);
    if (!isTrusted()) return;
    if (isTheirs !== 'failed') keeping.lookedAtReaders.set(userId, keeping.now().getTime());
    if (isTheirs === false) raise(keeping, { kind: 'contact-mismatch', userId });
  }
};

/** What is known of the author key that the epoch names for this reader: it may be of an identity before. With another identity it is another: that has been told. */
const lookAtReader = async (
  keeping: Keeping,
  epoch: VerifiedEpoch,
  userId: string,
): Promise<Vouched | undefined> => {
  const findings = await keeping.contacts.check([userId], 'notice');
  for (const finding of findings) tellOfContact(keeping, finding);
  if (findings.some(({ kind }) => kind === 'replaced')) return null;
  const [isTheirs] = await keeping.contacts.vouch([
    { id: userId, authorKey: authorKeyIn(epoch, userId) ?? '' },
  ]);
  return isTheirs;
};

/** Every device looks at every reader: in a channel of a hundred, where somebody comes or goes all the time, each ten minutes. */
const LOOK_AGAIN_MS_PER_READER = 6_000;

const wasLookedAt = ({ lookedAtReaders, now }: Keeping, userId: string, readers: number): boolean => {
  const before = lookedAtReaders.get(userId);
  return before !== undefined && now().getTime() < before + readers * LOOK_AGAIN_MS_PER_READER;
};
