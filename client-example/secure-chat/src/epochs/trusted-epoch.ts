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
  /** Session that its maker trusted before. */
  previous?: string | undefined;
};

/** A registered epoch together with its statement, once that was found to belong to it. */
export const verifiedEpoch = (registered: Epoch, statement: EpochStatement): VerifiedEpoch => ({
  epoch: registered.epoch,
  encryptionSessionId: registered.encryptionSessionId,
  startedBy: registered.createdBy,
  startedAt: registered.createdAt,
  members: statement.members,
  ...(statement.removed && { removed: statement.removed }),
  history: statement.history,
  previous: statement.previousEncryptionSessionId,
});

export const sameSession =
  ({ encryptionSessionId }: { encryptionSessionId: string }) =>
  (other: { encryptionSessionId: string }): boolean =>
    other.encryptionSessionId === encryptionSessionId;
