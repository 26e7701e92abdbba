import { createTokenBucket } from '../../../local/gateway/token-bucket.ts';
import type { Chances } from './chances.ts';
import { type ContainerRules, createContainers } from './containers.ts';

export type HookWorld = {
  /** Calls a second, for each second. */
  rates: ArrayLike<number>;
  /** The gateway's throttle of the hook's route. */
  throttle: { rate: number; burst: number };
  containers: ContainerRules;
  /** Milliseconds: the way there and back, what a start takes before our answer, and our answer. */
  way: () => number;
  start: () => number;
  answer: () => number;
  timeoutMs: number;
  /** Second of a deployment. */
  deployedAt?: number | undefined;
};

/** What became of all calls. Those at risk got no answer in time: Stream lets their messages through unchecked. */
export type HookDay = {
  calls: number;
  cold: number;
  late: number;
  throttledByGateway: number;
  throttledByLambda: number;
  /** Most calls at work at once, in each minute. */
  atWork: number[];
  /** Seconds that all calls were at work together. */
  workSeconds: number;
};

const MINUTE_SECONDS = 60;

/** Lets calls come one by one, and says what became of them. The same for the same chances and world. */
export const simulateHook = (world: HookWorld, { untilNext }: Pick<Chances, 'untilNext'>): HookDay => {
  const { rates, containers: rules, way, start, answer, timeoutMs, deployedAt } = world;
  const containers = createContainers(rules);
  let now = 0;
  const bucket = createTokenBucket(world.throttle, () => now * 1000);
  const day: HookDay = {
    calls: 0,
    cold: 0,
    late: 0,
    throttledByGateway: 0,
    throttledByLambda: 0,
    atWork: Array.from({ length: Math.ceil(rates.length / MINUTE_SECONDS) }, () => 0),
    workSeconds: 0,
  };
  const call = () => {
    day.calls++;
    if (!bucket.take()) return void day.throttledByGateway++;
    const taken = containers.take(now);
    if (!taken) return void day.throttledByLambda++;
    if (taken.isNew) day.cold++;
    const ms = (taken.isNew ? start() : 0) + answer();
    containers.work(taken.container, now + ms / 1000);
    day.workSeconds += ms / 1000;
    if (way() + ms > timeoutMs) day.late++;
    const minute = Math.floor(now / MINUTE_SECONDS);
    day.atWork[minute] = Math.max(day.atWork[minute] ?? 0, containers.atWork());
  };
  for (let second = 0; second < rates.length; second++) {
    if (second === deployedAt) containers.replaceAll(second);
    const rate = rates[second] ?? 0;
    if (rate <= 0) continue;
    for (now = second + untilNext(rate); now < second + 1; now += untilNext(rate)) call();
  }
  return day;
};

/** Share of the calls whose messages pass unchecked. */
export const shareAtRisk = ({ calls, late, throttledByGateway, throttledByLambda }: HookDay): number =>
  calls === 0 ? 0 : (late + throttledByGateway + throttledByLambda) / calls;
