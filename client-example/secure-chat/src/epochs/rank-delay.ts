const STEP_MS = 2000;
const MOST_MS = 60_000;

/**
 * How long to wait before re-keying after somebody else removed a member: whoever removed them does it at once, and of the others one
 * after another by their place among the remaining members, so that not all do it at the same moment.
 */
export const rankDelay = (userId: string, members: readonly string[]): number => {
  const rank = [...members].sort().indexOf(userId);
  return Math.min((Math.max(rank, 0) + 1) * STEP_MS, MOST_MS);
};
