/** Random numbers that are the same for the same seed (xorshift, 32 bits). */
export type Chance = {
  below: (limit: number) => number;
  happens: (probability: number) => boolean;
  /** From 0, without 1. */
  share: () => number;
};

export const createChance = (seed: number): Chance => {
  let state = seed | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let round = 0; round < 8; round++) next();
  return {
    below: (limit) => next() % limit,
    happens: (probability) => next() < probability * 2 ** 32,
    share: () => next() / 2 ** 32,
  };
};
