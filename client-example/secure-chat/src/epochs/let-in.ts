import type { MembersNotEnrolledError } from '../errors.ts';
import { catchUp } from './catch-up.ts';
import { type Keeping, trustedOf, updatePin } from './keeping.ts';
import { grantHistory } from './let-in-history.ts';

/** Stores that this user lets somebody in: an epoch has them as soon as Stream lists them. A repeat changes nothing. */
export const wantIn = (keeping: Keeping, userId: string): Promise<void> => {
  const { letIn, shutOut, owesSince } = keeping.pin;
  return updatePin(keeping, {
    letIn: [...new Set([...letIn, userId])],
    shutOut: shutOut.filter((id) => id !== userId),
    owesSince: owesSince ?? trustedOf(keeping)?.encryptionSessionId ?? null,
  });
};

/** Takes that back for these people. */
export const wantOut = async (keeping: Keeping, userIds: readonly string[]): Promise<void> => {
  const letIn = keeping.pin.letIn.filter((id) => !userIds.includes(id));
  if (letIn.length < keeping.pin.letIn.length) await updatePin(keeping, { letIn });
};

/** People who are no members (any more) are not let in: to find them among the members later would be somebody else's doing. */
export const forgetGone = (keeping: Keeping): Promise<void> => {
  const members = keeping.stream.members();
  return wantOut(
    keeping,
    keeping.pin.letIn.filter((id) => !members.has(id)),
  );
};

/** Takes it back for those whose set-up is not finished: they would stand in the way of every other epoch. False if they are not being let in. */
export const forgetNotEnrolled = async (
  keeping: Keeping,
  { userIds }: MembersNotEnrolledError,
): Promise<boolean> => {
  const isLettingIn = keeping.pin.letIn.some((id) => userIds.includes(id));
  await wantOut(keeping, userIds);
  return isLettingIn;
};

/** Whether anybody is among the readers now who was being let in. */
export const hasArrivals = (keeping: Keeping): boolean =>
  arrivedOf(keeping).length > 0 || owedTo(keeping).length > 0;

/**
 * Lets those who are among the readers now read what came before, too, if that is the channel's policy; then nothing is left to do for them.
 * Who came in by one of them meanwhile has missed the same and gets the same. Throws as `grantHistory` and `catchUp` do.
 */
export const finishLettingIn = async (keeping: Keeping): Promise<void> => {
  if (!hasArrivals(keeping)) return;
  const owed = owedTo(keeping);
  if (owed.length > 0) {
    await grantHistory(keeping, owed);
    await catchUp(keeping);
    if (keeping.notice) return;
    if (owedTo(keeping).some((id) => !owed.includes(id))) return finishLettingIn(keeping);
  }
  const arrived = arrivedOf(keeping);
  const letIn = keeping.pin.letIn.filter((id) => !arrived.includes(id));
  const owesSince = letIn.length > 0 ? (trustedOf(keeping)?.encryptionSessionId ?? null) : null;
  await updatePin(keeping, { letIn, owesSince });
};

const arrivedOf = (keeping: Keeping): string[] =>
  keeping.pin.letIn.filter((id) => trustedOf(keeping)?.members.includes(id));

/** Readers who were not among them all the time since this device began to let somebody in. */
const owedTo = (keeping: Keeping): string[] => {
  const { epochs, owesSince } = keeping.pin;
  const place = epochs.findIndex(({ encryptionSessionId }) => encryptionSessionId === owesSince);
  const trusted = trustedOf(keeping);
  if (place < 0 || trusted?.history !== 'whole') return [];
  return trusted.members.filter((id) => epochs.slice(place).some(({ members }) => !members.includes(id)));
};
