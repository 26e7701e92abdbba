import { createChance } from '../../model/chance.ts';
import type { Spread } from './inputs.ts';

/** Times that are asked for millions of times are picked from so many that were drawn before. */
const DRAWN = 2 ** 12;
/** Of a normal distribution: so many deviations above the middle is one in a hundred. */
const DEVIATIONS_OF_P99 = 2.326;

/** Numbers for one run, the same for the same seed. */
export type Chances = {
  /** From 0, without 1. */
  share: () => number;
  /** Milliseconds, log-normal; always the middle when both ends are the same. */
  time: (spread: Spread) => () => number;
  /** The same, picked from 4,096 that are drawn at once: quick, and never far out. */
  timePicked: (spread: Spread) => () => number;
  /** How long until the next of what happens `rate` times a second: seconds. */
  untilNext: (rate: number) => number;
};

export const createChances = (seed: number): Chances => {
  const { share } = createChance(seed);
  /** Box and Muller; the second of each two is not used, so that no state is left. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share());
  const time: Chances['time'] = ({ p50, p99 }) => {
    const deviation = Math.log(p99 / p50) / DEVIATIONS_OF_P99;
    return deviation === 0 ? () => p50 : () => p50 * Math.exp(deviation * normal());
  };
  return {
    share,
    time,
    timePicked: (spread) => {
      const drawn = Float64Array.from({ length: DRAWN }, time(spread));
      return () => drawn[Math.floor(share() * DRAWN)] ?? 0;
    },
    untilNext: (rate) => -Math.log(1 - share()) / rate,
  };
};
