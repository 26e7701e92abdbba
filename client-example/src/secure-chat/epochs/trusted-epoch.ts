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
};
