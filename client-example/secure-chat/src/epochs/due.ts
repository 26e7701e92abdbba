import type { TrustedEpoch } from './trusted-epoch.ts';

/** When a new epoch is due though the members stay. */
export type Rotation = { messages: number; days: number };

export const USUAL_ROTATION: Rotation = { messages: 10_000, days: 30 };

export type DueFacts = {
  userId: string;
  trusted: TrustedEpoch;
  /** Members of the channel as Stream lists them. */
  atStream: ReadonlySet<string>;
  /** Whom this device is letting in. */
  letIn: readonly string[];
  /** Whom this device leaves out by its user's decision. */
  shutOut: readonly string[];
  /** Seen by this device in the trusted epoch. */
  messages: number;
  /** When this device came to trust it, by its own clock, in milliseconds. */
  trustedAt: number;
  now: number;
  rotation: Rotation;
};

export type Due = {
  /** Readers who must not read what is written next. */
  left: readonly string[];
  /** People to let in. */
  joined: readonly string[];
  members: readonly string[];
};

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Who is in the next epoch: trusted members that Stream still lists, those whom this device lets in if Stream lists them, and oneself; without
 * those shut out. Nobody else, whatever Stream says.
 */
export const nextMembers = ({ userId, trusted, atStream, letIn, shutOut }: DueFacts): string[] => {
  const wanted = [...trusted.members, ...letIn].filter((id) => atStream.has(id) && !shutOut.includes(id));
  return [...new Set([userId, ...wanted])].sort();
};

/** Those whom none of these epochs leaves out after one that has them: whoever does that has decided later than whoever let them in. */
export const notLeftOut = (userIds: readonly string[], epochs: readonly TrustedEpoch[]): string[] =>
  userIds.filter(
    (id) =>
      !epochs.some(({ members }, index) => !members.includes(id) && epochs[index - 1]?.members.includes(id)),
  );

/** The next epoch, if one is due. */
export const dueEpoch = (facts: DueFacts): Due | null => {
  const members = nextMembers(facts);
  const left = facts.trusted.members.filter((id) => !members.includes(id));
  const joined = members.filter((id) => !facts.trusted.members.includes(id));
  return left.length > 0 || joined.length > 0 || isWornOut(facts) ? { left, joined, members } : null;
};

/** By age no more than once a day on this device: its clock may be far ahead of the registry's. */
const isWornOut = ({ messages, rotation, now, trusted, trustedAt }: DueFacts): boolean => {
  if (messages >= rotation.messages) return true;
  const isOld = now - new Date(trusted.startedAt).getTime() >= rotation.days * DAY_MS;
  return isOld && now - trustedAt >= Math.min(rotation.days, 1) * DAY_MS;
};

const STEP_MS = 2000;

/**
 * How long to wait before re-keying after somebody else removed a member: whoever removed them does it at once, and of the others one
 * after another by their place among the remaining members, however many there are, so that not all do it at the same moment. Whoever writes before does it at once.
 */
export const rankDelay = (userId: string, members: readonly string[]): number => {
  const rank = [...members].sort().indexOf(userId);
  return (Math.max(rank, 0) + 1) * STEP_MS;
};
