import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import { walkBack } from './chain-back.ts';
import { takeAtFirstSight, type Walk, walkForward } from './chain-forward.ts';
import { NEWEST } from './channel-registry.ts';
import { adopt, beginLook, type Keeping, liftEpochNotices, raise, trustedOf, updatePin } from './keeping.ts';
import { sameSession, type VerifiedEpoch } from './trusted-epoch.ts';

/** Times the channel's data may lag behind the registry before that counts as wrong. */
const MOST_ROUNDS = 3;

/**
 * Asks the registry what is current and comes to trust it, or raises the notice that says why not. True if the channel has no
 * epoch at all and this device has never seen one. A repeat changes nothing. Throws `MessagingApiError` and what Seald throws.
 * `named`: what the channel's data named when something looked wrong. Others may have had the data put right since, and a name that
 * was foreign for a moment is to be told as well. It is read before the registry is: a newer name would look foreign.
 */
export const catchUp = async (
  keeping: Keeping,
  named = keeping.stream.namedSession(),
  round = 1,
): Promise<boolean> => {
  const looked = beginLook(keeping);
  const listed = await listFromTrusted(keeping);
  looked();
  const current = listed.at(-1);
  if (!current) return nothingThere(keeping);
  await follow(keeping, listed, current);
  if (!isCurrent(keeping, current) || !isNameWrong(keeping, named)) return false;
  const isLagging = round < MOST_ROUNDS && !(await isForeign(keeping, named));
  if (!isLagging) raiseSwapped(keeping, current, named);
  await keeping.registry.putDataRight(current.epoch); // only then: should this fail, the user is told all the same
  if (!isLagging) return false;
  await keeping.stream.reload();
  return catchUp(keeping, keeping.stream.namedSession(), round + 1);
};

const raiseSwapped = (
  keeping: Keeping,
  { encryptionSessionId: trusted }: Epoch,
  named: string | undefined,
): void => raise(keeping, { kind: 'session-id-swapped', trusted, named: named ?? null });

/** Goes on from what is trusted to the current epoch: along announcements or, if nothing is trusted yet, at first sight. */
const follow = async (keeping: Keeping, listed: readonly Epoch[], current: Epoch): Promise<void> => {
  const { epochs } = keeping.pin;
  if (epochs.length === 0) return firstSight(keeping, current);
  const { found, end } = await walkForward(keeping.chain, epochs, listed);
  await adopt(keeping, found);
  await conclude(keeping, end, listed, current);
};

const conclude = async (
  keeping: Keeping,
  end: Walk['end'],
  listed: readonly Epoch[],
  current: Epoch,
): Promise<void> => {
  const trusted = trustedOf(keeping)?.encryptionSessionId ?? '';
  const registered = current.encryptionSessionId;
  if (end === 'current') return liftEpochNotices(keeping);
  if (end === 'left-out') return leftOut(keeping, listed, current);
  if (end === 'no-access') return raise(keeping, { kind: 'no-access', registered });
  if (end === 'unlisted') return raise(keeping, { kind: 'epoch-rolled-back', trusted, registered });
  raise(keeping, { kind: 'epoch-not-announced', by: current.createdBy, trusted, registered });
};

/**
 * Who is out lets nobody in, also when let in again. The announcement of that would be in a session they do not have, so nobody's word
 * but the servers' says that a member did it: the user decides.
 */
const leftOut = async (keeping: Keeping, listed: readonly Epoch[], current: Epoch): Promise<void> => {
  await updatePin(keeping, { letIn: [] });
  const back = await wayBack(keeping, listed, current);
  if (!back) return raise(keeping, { kind: 'removed' });
  raise(keeping, { kind: 'let-in-again', by: back.startedBy, registered: back.encryptionSessionId });
};

/** The first of the epochs that have this user again and can be taken, up to the current one; none if that is without them, or of times before. */
const wayBack = async (
  { chain, userId, pin }: Keeping,
  listed: readonly Epoch[],
  current: Epoch,
): Promise<VerifiedEpoch | undefined> => {
  const later = listed.filter((registered) => !pin.epochs.some(sameSession(registered)));
  const taken = later.includes(current) && (await takeAtFirstSight(chain, current));
  if (!taken) return undefined;
  const epochs = await walkBack(chain, [taken], later, null);
  const isBack = epochs.slice(epochs.findLastIndex(({ members }) => !members.includes(userId)) + 1);
  for (const epoch of isBack.slice(0, -1)) {
    const registered = listed.find(sameSession(epoch));
    const found = registered && (await takeAtFirstSight(chain, registered));
    if (found) return found;
  }
  return isBack.at(-1);
};

/** Takes the registry's current epoch without an announcement; `no-access` stands if its welcome is not for this user. */
export const firstSight = async (keeping: Keeping, current: Epoch): Promise<void> => {
  if (await trustUnannounced(keeping, current)) return;
  raise(keeping, { kind: 'no-access', registered: current.encryptionSessionId });
};

/** Trusts an epoch that nobody announced to this user, if its welcome is for them and verifies; else changes nothing and answers false. */
export const trustUnannounced = async (keeping: Keeping, registered: Epoch): Promise<boolean> => {
  const taken = await takeAtFirstSight(keeping.chain, registered);
  if (!taken) return false;
  await adopt(keeping, [taken]);
  liftEpochNotices(keeping);
  return true;
};

const nothingThere = (keeping: Keeping): boolean => {
  const trusted = trustedOf(keeping);
  if (!trusted) return true;
  raise(keeping, { kind: 'epoch-rolled-back', trusted: trusted.encryptionSessionId, registered: null });
  return false;
};

/** The registry's epochs from the trusted one on; all, if it is not where it was. Whoever trusts none yet goes by the current one alone. */
const listFromTrusted = async ({ registry, ...keeping }: Keeping): Promise<Epoch[]> => {
  const trusted = keeping.pin.epochs.at(-1);
  if (!trusted) return registry.list(NEWEST);
  const listed = await registry.list(trusted.epoch - 1);
  return trusted.epoch === 1 || listed.some(sameSession(trusted)) ? listed : registry.list(0);
};

const isCurrent = (keeping: Keeping, current: Epoch): boolean =>
  trustedOf(keeping)?.encryptionSessionId === current.encryptionSessionId;

/** Whether the channel's data name something else than what is trusted, and the user minds. */
export const isNameWrong = (
  keeping: Keeping,
  named: string | undefined = keeping.stream.namedSession(),
): boolean => named !== trustedOf(keeping)?.encryptionSessionId && (named ?? null) !== keeping.toleratedName;

/** Neither an older epoch nor none: nothing that data lagging behind would name. */
const isForeign = async ({ pin, registry }: Keeping, named: string | undefined): Promise<boolean> => {
  if (named === undefined) return false;
  const isNamed = sameSession({ encryptionSessionId: named });
  return !pin.epochs.some(isNamed) && !(await registry.list(0)).some(isNamed);
};
