import type { FindAuthorKey } from './encryption.ts';
import type { Keeping } from './keeping.ts';
import { authorKeyIn, sameSession } from './trusted-epoch.ts';

/**
 * Of an epoch that is verified. Where it was taken at first sight, or follows one that was, its maker's word for another reader's key is not enough: each is looked at when a message of that
 * reader is read. Where it is known by the word of a later maker alone, a key is not taken that is another than those of its reader; of who is not to be had any more, nothing speaks against it, and the
 * backend's word for an earlier key is enough.
 */
export const findAuthorKey = async (
  { pin, contacts }: Keeping,
  ...[encryptionSessionId, userId]: Parameters<FindAuthorKey>
): ReturnType<FindAuthorKey> => {
  const epoch = pin.epochs.find(sameSession({ encryptionSessionId }));
  const authorKey = epoch && authorKeyIn(epoch, userId);
  if (authorKey === undefined) return 'not-theirs';
  if (!(epoch?.hasUnseenKeys || epoch?.isByWord)) return { authorKey };
  try {
    const isTheirs = await contacts.hasSigned({ id: userId, authorKey });
    if (isTheirs === true || (epoch.isByWord && isTheirs !== false)) return { authorKey };
    return isTheirs === false ? 'not-theirs' : 'unknown-author';
  } catch {
    return 'unknown-now';
  }
};
