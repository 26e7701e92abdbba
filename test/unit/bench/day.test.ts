import { describe, expect, it } from '@jest/globals';
import { createChances } from '../../bench/simulation/chances.ts';
import { DAY_SECONDS, dayCurve, ratesOfDay } from '../../bench/simulation/day.ts';

const people = {
  messagesPerUserPerDay: 10,
  members: 5,
  peakFactor: 3,
  peakHour: 20,
  bursts: { aDay: 0, factor: 3, seconds: 60 },
};
const sum = (numbers: Float64Array): number => numbers.reduce((total, one) => total + one, 0);
const chances = () => createChances(3);

describe('a simulated day', () => {
  it('is so many times busier than its mean at its busiest hour, and nowhere busier', () => {
    const curve = dayCurve(people);
    expect(curve(20 * 3600)).toBeCloseTo(3, 5);
    expect(Math.max(...Array.from({ length: 24 }, (_, hour) => curve(hour * 3600)))).toBeCloseTo(3, 5);
  });

  it('has all messages of the day', () => {
    expect(sum(ratesOfDay(1_000_000, people, chances()))).toBeCloseTo(1_000_000, 0);
  });

  it('is even with a peak that is the mean', () => {
    const curve = dayCurve({ peakFactor: 1, peakHour: 0 });
    expect(curve(0)).toBeCloseTo(1, 5);
    expect(curve(DAY_SECONDS / 2)).toBeCloseTo(1, 5);
  });

  it('has a burst at its busiest moment, for so long', () => {
    const quiet = ratesOfDay(1_000, people, chances());
    const loud = ratesOfDay(1_000, { ...people, bursts: { aDay: 1, factor: 4, seconds: 60 } }, chances());
    const factors = [-1, 0, 59, 60].map((n) => (loud[20 * 3600 + n] ?? 0) / (quiet[20 * 3600 + n] ?? 1));
    expect(factors).toEqual([1, 4, 4, 1]);
  });
});

describe('a time that spreads', () => {
  it.each(['time', 'timePicked'] as const)('has its middle and its hundredth where it should (%s)', (way) => {
    const next = chances()[way]({ p50: 100, p99: 500 });
    const drawn = Array.from({ length: 20_000 }, next).sort((one, other) => one - other);
    expect(drawn[10_000]).toBeGreaterThan(95);
    expect(drawn[10_000]).toBeLessThan(105);
    expect(drawn[19_800]).toBeGreaterThan(430);
    expect(drawn[19_800]).toBeLessThan(570);
  });

  it('has one value where both are the same', () => {
    expect(chances().time({ p50: 7, p99: 7 })()).toBe(7);
  });
});
