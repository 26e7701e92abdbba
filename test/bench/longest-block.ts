import { nextTurn } from '../../client-example/secure-chat/src/platform/ui-slices.ts';

/** The longest time between two turns of the event loop while this is done; in milliseconds. Nothing else may be under way. */
export const longestBlock = async (work: () => Promise<unknown>): Promise<number> => {
  let [isOver, longest, last] = [false, 0, performance.now()];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) void nextTurn().then(turn);
  };
  turn();
  await work();
  isOver = true;
  return longest;
};
