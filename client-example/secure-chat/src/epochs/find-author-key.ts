import type { FindAuthorKey } from './encryption.ts';
import type { Keeping } from './keeping.ts';
import { authorKeyIn, isUnverifiedAfter, sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

/**
 * Of an epoch that is verified. Where its maker's word for another reader's key is not enough, as in one taken at first sight, the key is looked at when a message of that reader is read. Where an epoch is
 * known by the word of a later maker alone, a key is not taken that is another than those of its reader; of who is not to be had any more, nothing speaks against it, unless a later maker
 * could ask nobody, or other makers name other keys alone.
 */
export const findAuthorKey = async (
  { pin: { epochs }, contacts }: Keeping,
  ...[encryptionSessionId, userId]: Parameters<FindAuthorKey>
): ReturnType<FindAuthorKey> => {
  const epoch = epochs.find(sameSession({ encryptionSessionId }));
  const authorKey = epoch && authorKeyIn(epoch, userId);
  if (!epoch || authorKey === undefined) return 'not-theirs';
  if (!(epoch.isByWord || epoch.unseen?.includes(userId))) return { authorKey };
  try {
    const [isTheirs] = await contacts.vouch([{ id: userId, authorKey }]);
    if (isTheirs === false) return 'not-theirs';
    const isTaken =
      epoch.isByWord && (isTheirs === 'by-word' || !isDoubted(epochs, epoch, { userId, authorKey }));
    return isTheirs === true || isTheirs === 'former' || isTaken
      ? { authorKey }
      : { unknownAuthorKey: authorKey };
  } catch {
    return 'unknown-now';
  }
};

const isDoubted = (
  epochs: readonly VerifiedEpoch[],
  epoch: VerifiedEpoch,
  { userId, authorKey }: { userId: string; authorKey: string },
): boolean => {
  const named = epochs
    .filter(({ startedBy }) => startedBy !== epoch.startedBy)
    .map((other) => authorKeyIn(other, userId))
    .filter((key) => key !== undefined);
  return !named.includes(authorKey) && (named.length > 0 || isUnverifiedAfter(epochs, epoch, userId));
};
