import {
  MembersNotEnrolledError,
  MessagingApiError,
  SecureChatError,
  SecurityNoticeError,
} from '../errors.ts';
import { catchUp, isNameWrong } from './catch-up.ts';
import { type Due, type DueFacts, dueEpoch, nextMembers } from './due.ts';
import { GRACE_MS } from './find-session.ts';
import { openEpochs } from './first-epoch.ts';
import { isAsleep } from './invitation.ts';
import { demandNoNotice, type Keeping, trustedOf, trustedSession } from './keeping.ts';
import { finishLettingIn, forgetGone, forgetNotEnrolled, hasArrivals } from './let-in.ts';
import { forgetGranted, grantHistory } from './let-in-history.ts';
import { demandGoodKeys, startEpoch, tellingOfKeys } from './start-epoch.ts';

/** What is known now about whether a new epoch is due; null while nothing is trusted. A pair is made of these two: who comes back is let in. */
export const dueFacts = (keeping: Keeping): DueFacts | null => {
  const { userId, stream, pin, pairWith, rotation } = keeping;
  const trusted = trustedOf(keeping);
  const { shutOut, messages, trustedAt } = pin;
  if (!trusted) return null;
  const isAway = pairWith !== null && !trusted.members.includes(pairWith);
  const letIn = isAway ? [...pin.letIn, pairWith] : pin.letIn;
  const [atStream, now] = [stream.members(), keeping.now().getTime()];
  return { userId, trusted, atStream, letIn, shutOut, messages, trustedAt, now, rotation };
};

export const dueNow = (keeping: Keeping): Due | null => {
  const facts = dueFacts(keeping);
  return facts && dueEpoch(facts);
};

/**
 * Starts the epochs that are due until none is; each on top of what the registry has, and for the members that Stream names at that moment.
 * Answers who could not be let in because their set-up is not finished. Throws as `startEpoch` does, what Stream throws,
 * and `SecureChatError` `NO_ACCESS` for one who is no member any more.
 */
export const makeDue = async (keeping: Keeping): Promise<MembersNotEnrolledError | null> => {
  let notEnrolled: MembersNotEnrolledError | null = null;
  while (dueNow(keeping)) {
    demandNoNotice(keeping);
    await keeping.stream.reload();
    await forgetGone(keeping);
    demandMember(keeping);
    const due = dueNow(keeping);
    if (due) notEnrolled = (await startNext(keeping, due)) ?? notEnrolled;
  }
  await finishLettingIn(keeping);
  return notEnrolled;
};

/**
 * A new epoch though none may be due, for the present keys of the same members and with those whom this device is letting in. `again`: readers whose keys
 * are others than before; what they may read of what came before is given to their new keys. Answers and throws as `makeDue` does.
 */
export const renewNow = async (
  keeping: Keeping,
  again: readonly string[] = [],
): Promise<MembersNotEnrolledError | null> => {
  demandNoNotice(keeping);
  await keeping.stream.reload();
  const facts = dueFacts(keeping);
  if (!facts) return null;
  forgetGranted(keeping, again);
  const members = nextMembers(facts);
  const joined = members.filter((id) => facts.letIn.includes(id) || again.includes(id));
  const notEnrolled = await startNext(keeping, { joined, members });
  return (await makeDue(keeping)) ?? notEnrolled;
};

/** A new epoch for `due.members` after the trusted one; none if that failed for people to let in, who are answered. Throws as `startEpoch` does. */
export const startNext = async (
  keeping: Keeping,
  due: Pick<Due, 'joined' | 'members'>,
): Promise<MembersNotEnrolledError | null> => {
  const trusted = trustedOf(keeping);
  const announcedIn = await trustedSession(keeping);
  if (!trusted || !announcedIn) return null;
  const previous = trusted.encryptionSessionId;
  try {
    if (trusted.history === 'whole') await demandGoodKeys(keeping, { members: due.joined });
    await tellingOfKeys(keeping, () => grantHistory(keeping, due.joined));
    await startEpoch(keeping, { members: due.members, previous, announcedIn });
    return null;
  } catch (error) {
    if (error instanceof MembersNotEnrolledError && (await forgetNotEnrolled(keeping, error))) return error;
    throw error;
  }
};

/**
 * Makes ready for sending: what the channel names is looked up, the registry is asked when that was a while ago, and what is due is
 * done. Without the registry sending goes on, unless somebody has left. After a lost connection Stream has to say first who is in the channel,
 * and so it has to for one who is none of them: to have come back may not have been heard.
 * Throws `SecurityNoticeError`, and as `makeDue` does.
 */
export const prepareToSend = async (keeping: Keeping): Promise<void> => {
  demandNoNotice(keeping);
  if (keeping.stream.mayHaveMissed() || !isMember(keeping)) await learnMissed(keeping);
  demandMember(keeping);
  if (!trustedOf(keeping))
    await openEpochs(keeping); // the first one may have failed
  else if (isNameWrong(keeping) || mayBeBehind(keeping)) await lookAgain(keeping);
  demandNoNotice(keeping);
  if (!dueNow(keeping) || (isResting(keeping, 'due') && !hasReaderWhoLeft(keeping))) return;
  try {
    await makeDue(keeping);
  } catch (error) {
    if (error instanceof SecurityNoticeError || hasReaderWhoLeft(keeping)) throw error;
    rest(keeping, 'due');
  }
};

/** Whether what was encrypted in the trusted epoch may leave: nothing that `prepareToSend` looks at may have changed since. */
export const isPreparedToSend = (keeping: Keeping): boolean =>
  !keeping.notice && isMember(keeping) && !mayBeBehind(keeping) && !hasReaderWhoLeft(keeping);

/** Whether this user is in the channel, as far as this device has heard. */
const isMember = ({ stream, userId }: Keeping): boolean => stream.members().has(userId);

const demandMember = (keeping: Keeping): void => {
  if (!isMember(keeping)) throw new SecureChatError('NO_ACCESS');
};

const learnMissed = async (keeping: Keeping): Promise<void> => {
  await keeping.stream.reload();
  await forgetGone(keeping);
};

/**
 * A new epoch may be registered and not be named at Stream, when the backend failed in between: then no event tells of it, and what is sent on in
 * the old one would be too late for its readers.
 */
const mayBeBehind = (keeping: Keeping): boolean =>
  keeping.now().getTime() > keeping.lookedAt + LOOK_AGAIN_MS && !isResting(keeping, 'look');

/** Leaves a minute of the grace for the message's way. */
const LOOK_AGAIN_MS = GRACE_MS - 60_000;

const lookAgain = async (keeping: Keeping, isFirst = true): Promise<void> => {
  const { recoveries } = keeping;
  try {
    await catchUp(keeping);
  } catch (error) {
    if (keeping.recoveries > recoveries) return lookAgain(keeping); // it failed without a connection
    // A backend that answers but could not name the epoch at Stream may be able to a moment later.
    if (isFirst && error instanceof MessagingApiError && error.status) return lookAgain(keeping, false);
    rest(keeping, 'look');
  }
};

/** What sending need not wait for has failed: for a while it is not tried again. */
const rest = ({ now, restUntil }: Keeping, what: keyof Keeping['restUntil']): void => {
  restUntil[what] = now().getTime() + REST_MS;
};

const REST_MS = 60_000;

const isResting = ({ now, restUntil }: Keeping, what: keyof Keeping['restUntil']): boolean =>
  now().getTime() < restUntil[what];

/** Whether somebody who is no longer in the channel could read what is sent now. */
const hasReaderWhoLeft = (keeping: Keeping): boolean => (dueNow(keeping)?.left.length ?? 0) > 0;

/** Whether anything is left to do without being asked. */
export const hasWork = (keeping: Keeping): boolean =>
  keeping.notice === null &&
  !isAsleep(keeping) &&
  isMember(keeping) &&
  (dueNow(keeping) !== null || hasArrivals(keeping));
