/** How many messages may still be deleted within the hour, by sweeper and reconciler together. */
export type SweepAllowance = {
  /** Takes one; false when there is none left. Calls at the same time never take more than there are. A repeat takes another. */
  take: () => Promise<boolean>;
};
