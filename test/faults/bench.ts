import { type ControlledClock, takeTheClock } from './controlled-clock.ts';
import { type FaultPlan, startFaultProxies } from './fault-proxies.ts';
import { type Cell, judge, plansFor, titleOf } from './judge.ts';
import { type Bench, runScenario } from './run-scenario.ts';
import { type Scenario, scenarios } from './scenarios.ts';

export type Tried = { scenario: string; answer: string; calls: string[]; cells: Cell[] };

/** Which plans are tried: all unless told. */
export type Choose = (scenario: Scenario, plan: FaultPlan, number: number) => boolean;

/** Takes this process's clock for good: to be used in a process of its own. */
export const openBench = async (): Promise<Bench & { close: () => Promise<void> }> => {
  let clock: ControlledClock | undefined;
  const proxies = await startFaultProxies(() => clock as ControlledClock);
  clock = takeTheClock(proxies.isBusy);
  return { clock, proxies, close: proxies.close };
};

/** Runs a scenario undisturbed, and then once for each fault of each of its calls that is chosen. */
export const tryFaults = async (
  bench: Bench,
  scenario: Scenario,
  choose: Choose = () => true,
): Promise<Tried> => {
  const good = await runScenario(bench, scenario, null, { inOrder: true });
  const cells: Cell[] = [];
  for (const [number, plan] of plansFor(good.calls).entries())
    if (choose(scenario, plan, number))
      cells.push(
        judge(scenario, plan, good, await runScenario(bench, scenario, plan, { known: good.before })),
      );
  return { scenario: titleOf(scenario), answer: good.first.short, calls: good.calls, cells };
};

export const scenariosNamed = (text: string): Scenario[] =>
  scenarios.filter((one) => titleOf(one).includes(text));
