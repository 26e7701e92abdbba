import { isNoAccess } from '../seald/seald-errors.ts';
import { walkBack } from './chain-back.ts';
import { type Keeping, trustedOf, updatePin } from './keeping.ts';
import type { VerifiedEpoch } from './trusted-epoch.ts';

/**
 * Lets people read everything this user can read, if the channel's policy is `whole`. Again for the same people asks for what is missing.
 * Throws `MessagingApiError` and what Seald throws.
 */
export const grantHistory = async (keeping: Keeping, userIds: readonly string[]): Promise<void> => {
  if (userIds.length === 0 || trustedOf(keeping)?.history !== 'whole') return;
  const listed = await keeping.registry.list(0);
  const epochs = await walkBack(keeping.chain, keeping.pin.epochs, listed, null);
  if (epochs.length > keeping.pin.epochs.length) await updatePin(keeping, { epochs });
  for (const epoch of epochs) await grant(keeping, epoch, userIds);
};

/** Whoever has new keys has to be asked for once more. */
export const forgetGranted = ({ granted }: Keeping, userIds: readonly string[]): void => {
  for (const key of granted) if (userIds.some((userId) => key.startsWith(`${userId}/`))) granted.delete(key);
};

const grant = async (
  keeping: Keeping,
  { encryptionSessionId, members }: VerifiedEpoch,
  userIds: readonly string[],
): Promise<void> => {
  const { sessions, seald, granted } = keeping;
  // One that is still written in has to wait for the next: removed before that, they would go on reading unnoticed.
  const isEnded = (userId: string): boolean =>
    members.includes(userId) || trustedOf(keeping)?.encryptionSessionId !== encryptionSessionId;
  const keyOf = (userId: string) => `${userId}/${encryptionSessionId}`;
  const wanting = userIds.filter((userId) => isEnded(userId) && !granted.has(keyOf(userId)));
  if (wanting.length === 0) return;
  try {
    await seald.addReaders(await sessions.open(encryptionSessionId), wanting);
  } catch (error) {
    if (!isNoAccess(error)) throw error;
  }
  for (const userId of wanting) granted.add(keyOf(userId));
};
