import type { Epoch } from '../../../../shared/contract/encryption-session.ts';
import type { EpochStatement } from '../../../../shared/contract/epoch-statement.ts';

/** An epoch that this device has verified. */
export type TrustedEpoch = {
  /** As the registry counts. */
  epoch: number;
  encryptionSessionId: string;
  /** Chat user id. */
  startedBy: string;
  /** ISO 8601, by the registry's clock. */
  startedAt: string;
  /** Chat user ids of all who can read, as its maker said. */
  members: readonly string[];
  /** Chat user ids of readers whom its maker says to have removed; absent when there are none. */
  removed?: readonly string[] | undefined;
  /** What somebody added later may read, as its maker said. */
  history: EpochStatement['history'];
};

/** With what is needed to go on from it, and back. */
export type VerifiedEpoch = TrustedEpoch & {
  /** What the messages of each member are signed with, in the order of `members`. */
  authorKeys: readonly string[];
  /** Chat user ids of members whose author keys stand in it by its maker's word: nobody could be asked, or it was taken at first sight, or follows such an epoch. Absent when there are none. */
  unseen?: readonly string[] | undefined;
  /** Those of them whom this epoch let in, when nothing was told of them. Absent when there are none. */
  untold?: readonly string[] | undefined;
  /** Chat user ids of readers of earlier epochs whose author keys its maker could ask nobody about; `all` for too many to name. Absent when there are none. */
  unverified?: EpochStatement['unverified'];
  /** Found on the way back, by the word of the maker of the one after it. */
  isByWord?: boolean | undefined;
  /** Names reactions. */
  reactionKey: string;
  /** Of its statement. */
  hash: string;
  /** What its maker trusted before: session, and hash of the statement. */
  previous?: EpochStatement['previous'];
};

/** A registered epoch together with its statement, once that was found to belong to it. `hash`: of the statement's canonical text. */
export const verifiedEpoch = (registered: Epoch, statement: EpochStatement, hash: string): VerifiedEpoch => ({
  epoch: registered.epoch,
  encryptionSessionId: registered.encryptionSessionId,
  startedBy: registered.createdBy,
  startedAt: registered.createdAt,
  members: statement.readers.map(({ id }) => id),
  authorKeys: statement.readers.map(({ authorKey }) => authorKey),
  ...(statement.removed && { removed: statement.removed }),
  history: statement.history,
  ...(statement.unverified && { unverified: statement.unverified }),
  reactionKey: statement.reactionKey,
  hash,
  ...(statement.previous && { previous: statement.previous }),
});

export const sameSession =
  ({ encryptionSessionId }: { encryptionSessionId: string }) =>
  (other: { encryptionSessionId: string }): boolean =>
    other.encryptionSessionId === encryptionSessionId;

/** What this user's messages of the epoch are signed with; undefined for somebody who is no reader of it. */
export const authorKeyIn = ({ members, authorKeys }: VerifiedEpoch, userId: string): string | undefined =>
  authorKeys[members.indexOf(userId)];

/** Whether the maker of a later epoch could ask nobody about this reader of an epoch. */
export const isUnverifiedAfter = (
  epochs: readonly VerifiedEpoch[],
  { epoch: before }: VerifiedEpoch,
  userId: string,
): boolean =>
  epochs.some(
    ({ epoch, unverified }) => epoch > before && (unverified === 'all' || unverified?.includes(userId)),
  );
