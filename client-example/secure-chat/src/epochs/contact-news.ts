import { MEMBERS_A_CALL } from '../../../../shared/contract/member-keys.ts';
import { partsOf } from '../../../../shared/contract/parts-of.ts';
import type { ContactFinding, Vouched } from '../contacts/contact-check.ts';
import { MessagingApiError } from '../errors.ts';
import { type Keeping, raise, trustedOf } from './keeping.ts';
import { authorKeyIn, type VerifiedEpoch } from './trusted-epoch.ts';

/** Tells what was found about a contact, and keeps it for whoever is not listening yet until the user has taken note. */
export const tellOfContact = (keeping: Keeping, { userId, kind }: ContactFinding): void => {
  keeping.contactNews.set(userId, kind);
  keeping.emit({ type: 'contact-changed', userId, kind });
};

/**
 * Looks at the keys of those for whom somebody else has made this epoch: only its maker was asked about keys that have changed. An author key in it that is not its reader's stops the sending. Not
 * all at once where they are many, so that what the user waits for comes in between, none too often, and no more of them once a later epoch is trusted. Never
 * rejects: what fails is left to the next look, and keeps nobody else from being looked at.
 */
export const lookAtReaders = async (keeping: Keeping, epoch: VerifiedEpoch): Promise<void> => {
  const { userId: ownId } = keeping;
  const { members } = epoch;
  const due = members.filter((id) => id !== ownId && !wasLookedAt(keeping, id, members.length));
  for (const some of partsOf(due, READERS_AT_ONCE)) {
    if ((await lookAtSome(keeping, epoch, some)) !== 'failed') continue;
    for (const userId of some.length > 1 ? some : []) await lookAtSome(keeping, epoch, [userId]);
  }
};

/** `failed`: perhaps because of one of them alone. */
const lookAtSome = async (
  keeping: Keeping,
  epoch: VerifiedEpoch,
  userIds: readonly string[],
): Promise<'looked' | 'away' | 'failed'> => {
  const isTrusted = () => trustedOf(keeping)?.encryptionSessionId === epoch.encryptionSessionId;
  if (!isTrusted()) return 'looked';
  const seen = await answersOf(keeping, epoch, userIds).catch((error: unknown) =>
    isAway(error) ? 'away' : 'failed',
  );
  if (!isTrusted()) return 'looked';
  if (typeof seen === 'string') return seen;
  for (const userId of userIds) keeping.lookedAtReaders.set(userId, keeping.now().getTime());
  const wrong = userIds.find((_, at) => seen[at] === false);
  if (wrong !== undefined) raise(keeping, { kind: 'contact-mismatch', userId: wrong });
  return 'looked';
};

/** The backend answers nobody now, whoever is asked for. */
const isAway = (error: unknown): boolean =>
  error instanceof MessagingApiError &&
  (error.status === undefined || error.status === 429 || error.status >= 500);

/** The backend tells of as many in one call. */
const READERS_AT_ONCE = MEMBERS_A_CALL;

/** What is known of the author keys that the epoch names for these readers: one may be of an identity before. With another identity it is another: that has been told. */
const answersOf = async (
  keeping: Keeping,
  epoch: VerifiedEpoch,
  userIds: readonly string[],
): Promise<(Vouched | undefined)[]> => {
  const findings = await keeping.contacts.check(userIds, 'notice', keeping.cid);
  for (const finding of findings) tellOfContact(keeping, finding);
  const isReplaced = (userId: string) =>
    findings.some((finding) => finding.kind === 'replaced' && finding.userId === userId);
  const same = userIds.filter((userId) => !isReplaced(userId));
  const answers = await keeping.contacts.vouch(
    same.map((id) => ({ id, authorKey: authorKeyIn(epoch, id) ?? '' })),
    keeping.cid,
  );
  const known = new Map(same.map((userId, at) => [userId, answers[at]]));
  return userIds.map((userId) => (known.has(userId) ? known.get(userId) : null));
};

/** Every device looks at every reader: in a channel of a hundred, where somebody comes or goes all the time, each ten minutes. */
const LOOK_AGAIN_MS_PER_READER = 6_000;

const wasLookedAt = ({ lookedAtReaders, now }: Keeping, userId: string, readers: number): boolean => {
  const before = lookedAtReaders.get(userId);
  return before !== undefined && now().getTime() < before + readers * LOOK_AGAIN_MS_PER_READER;
};
