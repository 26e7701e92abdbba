import { describe, expect, it } from '@jest/globals';
import { createChances } from '../../bench/simulation/chances.ts';
import { type HookWorld, shareAtRisk, simulateHook } from '../../bench/simulation/simulate-hook.ts';

/** Ten calls each second, evenly. */
const tenEach = { untilNext: () => 0.0999 };
const rates = (perSecond: number, seconds: number) => Array.from({ length: seconds }, () => perSecond);

const world = (
  changes: Partial<HookWorld> & { rules?: Partial<HookWorld['containers']> } = {},
): HookWorld => {
  const { rules, ...rest } = changes;
  return {
    rates: rates(1, 10),
    throttle: { rate: 1_000, burst: 1_000 },
    way: () => 10,
    start: () => 400,
    answer: () => 5,
    timeoutMs: 1_500,
    ...rest,
    containers: {
      provisioned: 0,
      atWorkAtMost: () => 1_000,
      newContainers: { most: 1_000, inSeconds: 10 },
      idleSeconds: 600,
      lifeSeconds: 7_200,
      ...rules,
    },
  };
};
/** One call each second. */
const oneEach = { untilNext: () => 0.6 };
const chance = () => createChances(1);

describe('a simulated day of the hook', () => {
  it('has one cold start where one container is enough, and nothing at risk', () => {
    const day = simulateHook(world(), oneEach);
    expect(day).toMatchObject({ calls: 10, cold: 1, late: 0, throttledByGateway: 0, throttledByLambda: 0 });
    expect(shareAtRisk(day)).toBe(0);
  });

  it('has no cold start where containers are kept ready', () => {
    const day = simulateHook(world({ rates: rates(50, 60), rules: { provisioned: 50 } }), chance());
    expect(day.calls).toBeGreaterThan(2_500);
    expect(day.cold).toBe(0);
  });

  it('has all at risk when all are cold and starts take longer than Stream waits', () => {
    const day = simulateHook(world({ start: () => 1_500, rules: { idleSeconds: 0.1 } }), oneEach);
    expect(day).toMatchObject({ calls: 10, cold: 10, late: 10 });
    expect(shareAtRisk(day)).toBe(1);
  });

  it('counts the way there and back in the time that Stream waits', () => {
    const inTime = simulateHook(world({ way: () => 1_495 - 400 }), oneEach);
    const tooLate = simulateHook(world({ way: () => 1_496 - 400 }), oneEach);
    expect([inTime.late, tooLate.late]).toEqual([0, 1]);
  });

  it('takes idle containers away after their time', () => {
    const seldom = [1, ...rates(0, 19), 1, ...rates(0, 19), 1];
    const kept = simulateHook(world({ rates: seldom, rules: { idleSeconds: 30 } }), oneEach);
    const taken = simulateHook(world({ rates: seldom, rules: { idleSeconds: 15 } }), oneEach);
    expect([kept.cold, taken.cold]).toEqual([1, 3]);
  });

  it('lets no container get older than its life', () => {
    const day = simulateHook(world({ rates: rates(1, 100), rules: { lifeSeconds: 9.5 } }), oneEach);
    expect(day.cold).toBe(10);
  });

  it('starts all anew with a deployment, but for those kept ready', () => {
    const cold = (provisioned: number) =>
      simulateHook(world({ deployedAt: 5, rules: { provisioned } }), oneEach).cold;
    expect([cold(0), cold(1)]).toEqual([2, 0]);
  });

  it('has the load times the length of a call at work at once, as Little says', () => {
    const seconds = 600;
    const day = simulateHook(
      world({ rates: rates(200, seconds), answer: () => 100, start: () => 0 }),
      chance(),
    );
    expect(day.workSeconds / seconds).toBeCloseTo(200 * 0.1, 0);
    expect(Math.max(...day.atWork)).toBeGreaterThan(20);
    expect(Math.max(...day.atWork)).toBeLessThan(50);
  });

  it('throttles what is above the concurrency there is', () => {
    const rules = { atWorkAtMost: () => 2 };
    const day = simulateHook(world({ rates: [10], answer: () => 1_400, start: () => 0, rules }), tenEach);
    expect(day).toMatchObject({ calls: 10, throttledByLambda: 8 });
    expect(shareAtRisk(day)).toBe(0.8);
  });

  it('throttles what wants containers faster than Lambda starts them', () => {
    const newContainers = { most: 3, inSeconds: 30 };
    const day = simulateHook(
      world({ rates: rates(10, 10), answer: () => 60_000, start: () => 0, rules: { newContainers } }),
      tenEach,
    );
    expect(day.cold).toBe(3);
    expect(day.throttledByLambda).toBe(day.calls - 3);
  });

  it("refuses what is above the gateway's bucket", () => {
    const day = simulateHook(world({ rates: rates(10, 10), throttle: { rate: 5, burst: 20 } }), tenEach);
    expect(day.calls).toBe(100);
    // 20 at once, and five a second for not quite ten seconds after the first.
    expect(day.throttledByGateway).toBe(100 - 20 - 49);
  });

  it('is the same for the same seed, and another for another', () => {
    const run = (seed: number) => simulateHook(world({ rates: rates(20, 60) }), createChances(seed));
    expect(run(7)).toEqual(run(7));
    expect(run(7).calls).not.toBe(run(8).calls);
  });
});
