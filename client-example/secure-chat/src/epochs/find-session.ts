import type { EncryptionSession } from '../seald/sdk-types.ts';
import { isNoAccess } from '../seald/seald-errors.ts';
import { catchUp } from './catch-up.ts';
import { walkBack } from './chain-back.ts';
import type { NoSession } from './encryption.ts';
import { type Keeping, updatePin } from './keeping.ts';
import { sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

/** A message on its way when an epoch ends, or of a sender who has not heard of it, arrives within this time. */
export const GRACE_MS = 5 * 60 * 1000;

/**
 * The session of a verified epoch, for a text that Stream stored then. Seald is asked for no other. Never rejects.
 */
export const openVerified = async (
  { pin, sessions }: Keeping,
  encryptionSessionId: string,
  storedAt: Date | null,
): Promise<EncryptionSession | NoSession> => {
  if (storedAt && isSuperseded(pin.epochs, encryptionSessionId, storedAt)) return 'superseded-session';
  return sessions.open(encryptionSessionId).catch(reasonOf);
};

export const isVerified = ({ pin }: Keeping, encryptionSessionId: string): boolean =>
  pin.epochs.some(sameSession({ encryptionSessionId }));

const isSuperseded = (epochs: readonly VerifiedEpoch[], id: string, storedAt: Date): boolean => {
  const next = epochs[epochs.findIndex(sameSession({ encryptionSessionId: id })) + 1];
  return next !== undefined && storedAt.getTime() > new Date(next.startedAt).getTime() + GRACE_MS;
};

/**
 * Looks for an epoch that is not verified: among later ones, which may have come meanwhile, and among earlier ones. Answers why it was not found, or
 * null. Never rejects.
 */
export const seekSession = async (
  keeping: Keeping,
  encryptionSessionId: string,
): Promise<NoSession | null> => {
  try {
    if (isVerified(keeping, encryptionSessionId)) return null;
    if (keeping.pin.epochs.length > 0) await catchUp(keeping);
    if (isVerified(keeping, encryptionSessionId)) return null;
    return await seekBefore(keeping, encryptionSessionId);
  } catch (error) {
    return reasonOf(error);
  }
};

const seekBefore = async (keeping: Keeping, encryptionSessionId: string): Promise<NoSession | null> => {
  const listed = await keeping.registry.list(0);
  const wanted = listed.find(sameSession({ encryptionSessionId }));
  if (!wanted) return 'other-session';
  const epochs = await walkBack(keeping.chain, keeping.pin.epochs, listed, wanted);
  if (epochs.length > keeping.pin.epochs.length) await updatePin(keeping, { epochs });
  if (isVerified(keeping, encryptionSessionId)) return null;
  return epochs.some(({ epoch }) => epoch < wanted.epoch) && !hasGapBefore(epochs, wanted.epoch)
    ? 'other-session'
    : 'before-you-joined';
};

/** Whether the verified epoch after this number goes back to one that is not verified: the user was away then. */
const hasGapBefore = (epochs: readonly VerifiedEpoch[], number: number): boolean => {
  const next = epochs.find(({ epoch }) => epoch > number);
  const { previous } = next ?? {};
  return previous !== undefined && !epochs.some(sameSession(previous));
};

const reasonOf = (error: unknown): NoSession => (isNoAccess(error) ? 'before-you-joined' : 'unknown-now');
