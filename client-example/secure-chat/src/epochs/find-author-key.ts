import type { FindAuthorKey } from './encryption.ts';
import type { Keeping } from './keeping.ts';
import { authorKeyIn, sameSession } from './trusted-epoch.ts';

/**
 * Of an epoch that is verified. Where it was taken at first sight, its maker's word for another reader's key is not enough: each is looked at when a message of that
 * reader is read.
 */
export const findAuthorKey = async (
  { pin, contacts }: Keeping,
  ...[encryptionSessionId, userId]: Parameters<FindAuthorKey>
): ReturnType<FindAuthorKey> => {
  const epoch = pin.epochs.find(sameSession({ encryptionSessionId }));
  const authorKey = epoch && authorKeyIn(epoch, userId);
  if (authorKey === undefined || !epoch?.isFirstSeen) return authorKey;
  try {
    return (await contacts.hasSigned({ id: userId, authorKey })) ? authorKey : undefined;
  } catch {
    return 'unknown-now';
  }
};
