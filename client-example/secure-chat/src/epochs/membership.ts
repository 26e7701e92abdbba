import type { MembersNotEnrolledError } from '../errors.ts';
import { catchUp } from './catch-up.ts';
import { makeDue, renewNow } from './due-epochs.ts';
import { demandNoNotice, type Keeping, raise, trustedOf } from './keeping.ts';
import { wantIn, wantOut } from './let-in.ts';

/**
 * Adds somebody at Stream and lets them read; see `EncryptedChannel`. What is cut off after the first step is finished when the channel is open
 * again, except a new epoch for somebody who was a reader: whoever still cannot read asks again.
 */
export const addMember = async (keeping: Keeping, userId: string): Promise<void> => {
  const { registry, stream } = keeping;
  await demandTrusted(keeping);
  const wasMember = stream.members().has(userId);
  keeping.removed.delete(userId);
  await wantIn(keeping, userId);
  try {
    if (!wasMember || keeping.pairWith !== userId) await registry.addMember(userId); // a pair has its members
  } catch (error) {
    await wantOut(keeping, [userId]);
    throw error;
  }
  stream.note(userId, true);
  if (isReader(keeping, userId)) await catchUp(keeping); // as far as was known here
  const made = isReader(keeping, userId) ? await renewNow(keeping, [userId]) : await makeDue(keeping);
  const notEnrolled = made ?? (await makeDueAgain(keeping, userId));
  if (!notEnrolled?.userIds.includes(userId)) return;
  if (!wasMember) await takeBack(keeping, userId);
  throw notEnrolled;
};

/** An epoch that came first has left them out. What its maker meant is older than what this user asks for at this moment. */
const makeDueAgain = async (keeping: Keeping, userId: string): Promise<MembersNotEnrolledError | null> => {
  if (isReader(keeping, userId) || !keeping.stream.members().has(userId)) return null;
  await wantIn(keeping, userId);
  return makeDue(keeping);
};

const isReader = (keeping: Keeping, userId: string): boolean =>
  trustedOf(keeping)?.members.includes(userId) ?? false;

/** Removes somebody at Stream and goes on without them; see `EncryptedChannel`. */
export const removeMember = async (keeping: Keeping, userId: string): Promise<void> => {
  await keeping.registry.removeMember(userId);
  keeping.removed.add(userId);
  keeping.stream.note(userId, false);
  await wantOut(keeping, [userId]);
  demandNoNotice(keeping);
  await makeDue(keeping);
};

/** Leaves; nothing is sent from here then. */
export const leave = async (keeping: Keeping): Promise<void> => {
  await keeping.registry.removeMember(keeping.userId);
  keeping.stream.note(keeping.userId, false);
  raise(keeping, { kind: 'removed' });
};

/** A new epoch for the same members, and for whoever is due to be let in. */
export const renewEncryption = async (keeping: Keeping): Promise<void> => {
  await demandTrusted(keeping);
  await renewNow(keeping);
};

const demandTrusted = async (keeping: Keeping): Promise<void> => {
  demandNoNotice(keeping);
  if (!trustedOf(keeping)) await catchUp(keeping);
  demandNoNotice(keeping);
};

const takeBack = async ({ registry, stream }: Keeping, userId: string): Promise<void> => {
  await registry.removeMember(userId).catch(() => {});
  stream.note(userId, false);
};
