import type { Chances } from './chances.ts';
import type { People } from './inputs.ts';

export const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const STEPS = 1_440;

type Shape = Pick<People, 'peakFactor' | 'peakHour'>;

/** How busy a second of the day is beside the day's mean: a bell around the busiest hour that goes round the clock (von Mises). Its mean is 1. */
export const dayCurve = ({ peakFactor, peakHour }: Shape): ((second: number) => number) => {
  const angle = (second: number) => (2 * Math.PI * (second - peakHour * HOUR_SECONDS)) / DAY_SECONDS;
  const meanOf = (steepness: number): number => {
    let sum = 0;
    for (let step = 0; step < STEPS; step++)
      sum += Math.exp(steepness * (Math.cos((2 * Math.PI * step) / STEPS) - 1));
    return sum / STEPS;
  };
  const steepness = steepnessFor(peakFactor, (value) => 1 / meanOf(value));
  const mean = meanOf(steepness);
  return (second) => Math.exp(steepness * (Math.cos(angle(second)) - 1)) / mean;
};

/** The steepness whose peak is so many times the mean, by halving: the peak grows with it. */
const steepnessFor = (peakFactor: number, peakOf: (steepness: number) => number): number => {
  let [low, high] = [0, 1_000];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (peakOf(middle) < peakFactor) low = middle;
    else high = middle;
  }
  return low;
};

/** Messages a second, for each second of one day: the curve and the bursts, one of them at the busiest moment. */
export const ratesOfDay = (
  perDay: number,
  people: People,
  { share }: Pick<Chances, 'share'>,
): Float64Array => {
  const curve = dayCurve(people);
  const { aDay, factor, seconds } = people.bursts;
  const rates = Float64Array.from(
    { length: DAY_SECONDS },
    (_, second) => (perDay / DAY_SECONDS) * curve(second),
  );
  const starts = Array.from({ length: aDay }, (_, n) =>
    n === 0 ? people.peakHour * HOUR_SECONDS : Math.floor(share() * DAY_SECONDS),
  );
  const inBurst = new Set(
    starts.flatMap((start) => Array.from({ length: seconds }, (_, n) => (start + n) % DAY_SECONDS)),
  );
  for (const second of inBurst) rates[second] = (rates[second] ?? 0) * factor;
  return rates;
};
