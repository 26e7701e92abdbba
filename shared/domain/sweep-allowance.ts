/**
 * How many messages that are ciphertext, and may not stand for all that, may still be deleted today, by sweeper and reconciler together.
 * Clients of ours write none: many of them are more likely a mistake of ours, and a deletion cannot be taken back.
 */
export type SweepAllowance = {
  /**
   * Takes one for a message; false when there is none left. Calls at the same time never take more than there are. The same message takes one a day, however
   * often it is asked for: its deletion may have failed, or its answer was lost, and comes again.
   */
  take: (messageId: string) => Promise<boolean>;
};

/** For words in the clear: nobody doubts what they are. */
export const UNLIMITED: SweepAllowance = { take: async () => true };
