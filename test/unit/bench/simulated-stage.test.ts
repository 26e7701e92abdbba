import { describe, expect, it } from '@jest/globals';
import { inputs } from '../../bench/simulation/inputs.ts';
import { limits } from '../../bench/simulation/limits.ts';
import { simulateDay } from '../../bench/simulation/simulate-day.ts';
import { shareAtRisk } from '../../bench/simulation/simulate-hook.ts';

describe('the simulated stage', () => {
  it('is the same for the same seed', () => {
    expect(simulateDay(2_000)).toEqual(simulateDay(2_000));
  });

  it('loses nothing with a thousand users, and much on a new account with too many', () => {
    expect(shareAtRisk(simulateDay(1_000))).toBe(0);
    const { concurrencyOfNewAccount } = inputs.lambda;
    expect(
      shareAtRisk(simulateDay(100_000, { concurrencyOfAccount: concurrencyOfNewAccount })),
    ).toBeGreaterThan(0.001);
  });

  it('names limits from the first that is met, each with users above none', () => {
    const users = limits().map((limit) => limit.users);
    expect(users).toEqual([...users].sort((one, other) => one - other));
    expect(users.every((one) => one > 0 && Number.isFinite(one))).toBe(true);
  });
});
