import { catchUp } from './catch-up.ts';
import { nextMembers } from './due.ts';
import { dueFacts, makeDue, startNext } from './keep-current.ts';
import { demandNoNotice, type Keeping, raise, trustedOf, updatePin } from './keeping.ts';

/** Adds somebody at Stream and lets them read; see `EncryptedChannel`. What is cut off after the first step is finished when the channel is open again. */
export const addMember = async (keeping: Keeping, userId: string): Promise<void> => {
  const { registry, stream } = keeping;
  await demandTrusted(keeping);
  const wasMember = stream.members().has(userId);
  await wantIn(keeping, userId);
  try {
    await registry.addMember(userId);
  } catch (error) {
    await wantOut(keeping, userId);
    throw error;
  }
  stream.note(userId, true);
  const notEnrolled = await makeDue(keeping);
  if (!notEnrolled?.userIds.includes(userId)) return;
  if (!wasMember) await takeBack(keeping, userId);
  throw notEnrolled;
};

/** Removes somebody at Stream and goes on without them; see `EncryptedChannel`. */
export const removeMember = async (keeping: Keeping, userId: string): Promise<void> => {
  await keeping.registry.removeMember(userId);
  keeping.stream.note(userId, false);
  await wantOut(keeping, userId);
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
  await keeping.stream.reload();
  const facts = dueFacts(keeping);
  if (facts) await startNext(keeping, { left: [], joined: facts.letIn, members: nextMembers(facts) });
  await makeDue(keeping);
};

const demandTrusted = async (keeping: Keeping): Promise<void> => {
  demandNoNotice(keeping);
  if (!trustedOf(keeping)) await catchUp(keeping);
  demandNoNotice(keeping);
};

const wantIn = (keeping: Keeping, userId: string): Promise<void> => {
  const { letIn, shutOut } = keeping.pin;
  return updatePin(keeping, {
    letIn: [...new Set([...letIn, userId])],
    shutOut: shutOut.filter((id) => id !== userId),
  });
};

const wantOut = async (keeping: Keeping, userId: string): Promise<void> => {
  const letIn = keeping.pin.letIn.filter((id) => id !== userId);
  if (letIn.length < keeping.pin.letIn.length) await updatePin(keeping, { letIn });
};

const takeBack = async ({ registry, stream }: Keeping, userId: string): Promise<void> => {
  await registry.removeMember(userId).catch(() => {});
  stream.note(userId, false);
};
