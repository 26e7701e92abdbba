import { FAULTS, type FaultName, STAYING, UPSTREAM_WORDS } from './fault-kinds.ts';
import type { FaultPlan } from './fault-proxies.ts';
import type { State } from './read-state.ts';
import { type Answer, type Run, timeLimitOf } from './run-scenario.ts';
import type { Scenario } from './scenarios.ts';

/** One call, one fault: what came of it. */
export type Cell = {
  scenario: string;
  call: string;
  fault: FaultName;
  stays: boolean;
  answer: string;
  /** Seconds that the functions' clock counted, in halves. */
  waited: string;
  state: 'nothing to change' | 'as before' | 'in part' | 'done';
  /** What must not be. Empty when all is well. */
  problems: string[];
};

export const titleOf = ({ of, name }: Scenario): string => `${of}: ${name}`;

/** Everything that is tried on a scenario, by its calls. */
export const plansFor = (calls: readonly string[]): FaultPlan[] =>
  calls.flatMap((call) =>
    [false, true].flatMap((stays) =>
      FAULTS.filter(({ name }) => !stays || STAYING.includes(name)).map(({ name }) => ({
        call,
        fault: name,
        stays,
      })),
    ),
  );

/** Holds a disturbed run against the undisturbed one. */
export const judge = (scenario: Scenario, plan: FaultPlan, good: Run, run: Run): Cell => ({
  scenario: titleOf(scenario),
  ...plan,
  answer: run.first.short,
  waited: waitedIn(run.first),
  state: stateOf(good, run),
  problems: problemsIn(scenario, good, run),
});

const waitedIn = ({ waited, forEver }: Answer): string => {
  if (forEver) return 'for ever';
  const seconds = Math.round(waited / 500) / 2;
  return seconds === 0 ? 'at once' : `after ${seconds} s`;
};

const stateOf = ({ before, afterFirst }: Run, run: Run): Cell['state'] => {
  if (before.lasting === afterFirst.lasting)
    return run.afterFirst.lasting === before.lasting ? 'nothing to change' : 'in part';
  if (run.afterFirst.lasting === before.lasting) return 'as before';
  return run.afterFirst.lasting === afterFirst.lasting ? 'done' : 'in part';
};

const problemsIn = (scenario: Scenario, good: Run, run: Run): string[] => {
  const { first, second, afterFirst, afterSecond } = run;
  const isEndpoint = /^\d{3}/.test(good.first.short);
  const isSuccess = first.short === good.first.short || first.short === good.second.short;
  const says: [boolean, string][] = [
    [!first.cameTrue, 'the call did not come'],
    [first.forEver, 'a call has no deadline'],
    [
      first.waited > timeLimitOf(scenario.of),
      `the answer comes after the function was ended: ${first.waited} ms`,
    ],
    [isEndpoint && !/^\d{3}/.test(first.short), 'no answer of ours'],
    [(first.said + second.said).includes(UPSTREAM_WORDS), 'words of the other side come out'],
    [isSuccess && stateOf(good, run) === 'as before', 'says that it is done, and it is not'],
    [isSuccess && stateOf(good, run) === 'in part', 'says that it is done, and it is in part'],
    [
      second.short !== good.first.short && second.short !== good.second.short,
      `a repeat answers ${second.short}`,
    ],
    [!isOneOf(afterSecond, [good.afterFirst, good.afterSecond]), 'a repeat does not complete it'],
    [!keepsOnce(afterFirst, afterSecond), 'a key was written twice'],
  ];
  return [
    ...says.flatMap(([isSo, words]) => (isSo ? [words] : [])),
    ...countedTwice(good, afterFirst, 1).map((what) => `counted twice: ${what}`),
    ...countedTwice(good, afterSecond, run.requests).map((what) => `counted twice, with the repeat: ${what}`),
  ];
};

const isOneOf = ({ lasting }: State, states: State[]): boolean =>
  states.some((state) => state.lasting === lasting);

const keepsOnce = (first: State, second: State): boolean =>
  Object.entries(first.once).every(([id, key]) => second.once[id] === undefined || second.once[id] === key);

/** Each request may count what an undisturbed first one counts. A message that is swept counts once, however often it is seen; who is told of a failure, was not told. */
const countedTwice = (good: Run, found: State, requests: number): string[] =>
  Object.entries(found.counted).flatMap(([what, count]) => {
    const once = good.afterFirst.counted[what] ?? 0;
    const most = what === 'sweeps' ? once : Math.max(once * requests, good.afterSecond.counted[what] ?? 0);
    const isOfFailures = what === 'mails' && once === 0;
    return count > most && !isOfFailures ? [`${what} ${count}, not ${most}`] : [];
  });
