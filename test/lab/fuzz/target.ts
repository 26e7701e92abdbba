import type { Material } from './mutate.ts';

/** What is tried: a function that reads what others wrote, and what has to hold of all it takes. */
export type Target = {
  seeds: readonly string[];
  material: Material;
  /** Tries one input and says what came of it, in a few different words. Throws, or rejects, when a promise is broken. */
  tryOne: (input: string) => Answer | Promise<Answer>;
};

type Answer = { isAccepted: boolean; kind: string };

/** Throws with these words when it does not hold. */
export const hold = (holds: boolean, promise: string): void => {
  if (!holds) throw new Error(promise);
};
