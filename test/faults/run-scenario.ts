import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { routes } from '../../shared/contract/routes.ts';
import { capturing } from './captured-output.ts';
import type { ControlledClock } from './controlled-clock.ts';
import type { FaultPlan, FaultProxies } from './fault-proxies.ts';
import { readState, type State } from './read-state.ts';
import type { Scenario } from './scenarios.ts';
import { variablesFor } from './variables.ts';
import { startWorld } from './world.ts';

/** What a function answered: in short words, and all that it said and wrote. */
export type Answer = {
  /** `200`, `502 STREAM_UNAVAILABLE`, `throws TypeError`, or the outcome of a function that no route leads to. */
  short: string;
  /** Answer and log lines, to be searched for words that must not be there. */
  said: string;
  /** Milliseconds by the functions' clock. */
  waited: number;
  cameTrue: boolean;
  forEver: boolean;
};

export type Run = {
  before: State;
  first: Answer;
  afterFirst: State;
  second: Answer;
  afterSecond: State;
  calls: string[];
  /** How often it was asked for: who is told to wait asks once more. */
  requests: number;
};

export type Bench = { clock: ControlledClock; proxies: FaultProxies };

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');
/** As the stack sets them (`infra/`): what Lambda gives a function. */
export const timeLimitOf = (of: string): number => {
  if (of === 'stream-webhook') return 1_500;
  if (of === 'sweep') return 60_000;
  return Object.values(routes).some(({ name }) => name === of) ? 10_000 : 300_000;
};

/** Loads the function as a new container would. */
let containers = 0;
const containerOf = async (of: string) => {
  const file = pathToFileURL(join(FUNCTIONS, of, 'index.ts'));
  file.search = `?container=${containers++}`;
  const { handler } = (await import(file.href)) as {
    handler: (event: unknown, context: unknown) => Promise<unknown>;
  };
  return handler;
};

/** From a state made anew: the same request twice, the first with the fault, the second without, by one container. Who is told to wait waits. */
export const runScenario = async (
  { clock, proxies }: Bench,
  scenario: Scenario,
  plan: FaultPlan | null,
  { known, inOrder = false }: { known?: State; inOrder?: boolean } = {},
): Promise<Run> => {
  const world = await startWorld();
  try {
    await scenario.prepare(world);
    proxies.aim(world.targets);
    Object.assign(process.env, variablesFor(proxies.urls, scenario));
    clock.begin();
    const before = known ?? (await readState(world));
    const event = await scenario.event(world);
    proxies.begin(plan, { inOrder });
    let handler: Awaited<ReturnType<typeof containerOf>> | undefined;
    const invoke = async (): Promise<Answer> => {
      const { result, output } = await capturing(async () => {
        const answered = await shortOf(async () => {
          handler ??= await containerOf(scenario.of);
          return handler(event, contextOf(scenario.of, clock));
        });
        const waited = clock.passed();
        await clock.settled();
        return { ...answered, waited };
      });
      const { cameTrue, forEver } = proxies.outcome();
      proxies.letGo();
      return { ...result, said: result.said + output, cameTrue, forEver };
    };
    const first = await invoke();
    const calls = proxies.calls();
    const afterFirst = await readState(world);
    proxies.begin(null);
    const askAgain = async (last: Answer): Promise<Answer> => {
      clock.restart(secondsToWait(last) * 1_000);
      return invoke();
    };
    const again = await askAgain(first);
    const isTurnedAway = secondsToWait(again) > 0;
    const second = isTurnedAway ? await askAgain(again) : again;
    return {
      before,
      first,
      afterFirst,
      second,
      afterSecond: await readState(world),
      calls,
      requests: isTurnedAway ? 3 : 2,
    };
  } finally {
    await world.close();
  }
};

/** Who is told when to ask again asks then. */
const secondsToWait = ({ said }: Answer): number => Number(/"retry-after":"(\d+)"/.exec(said)?.[1] ?? 0);

const contextOf = (of: string, clock: ControlledClock) => ({
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => timeLimitOf(of) - clock.passed(),
});

const shortOf = async (act: () => Promise<unknown>): Promise<{ short: string; said: string }> => {
  try {
    const answer = (await act()) as Record<string, unknown>;
    return { short: wordsOf(answer), said: JSON.stringify(answer) };
  } catch (error) {
    const { name, message } = error as Error;
    return { short: `throws ${name}`, said: `${name} ${message}` };
  }
};

const wordsOf = (answer: Record<string, unknown>): string => {
  if ('statusCode' in answer) {
    const body = JSON.parse(String(answer.body)) as { error?: { type: string }; message?: { type?: string } };
    if (body.message?.type === 'error') return `${answer.statusCode} refused`;
    return `${answer.statusCode}${body.error ? ` ${body.error.type}` : ''}`;
  }
  if ('batchItemFailures' in answer)
    return (answer.batchItemFailures as unknown[]).length > 0 ? 'to be tried again' : 'swept';
  if ('Data' in answer) return (answer.Data as { status: string }).status;
  if ('completed' in answer)
    return `${answer.completed} erased, ${Number(answer.unfinished) + Number(answer.refused)} left for the next run`;
  return `${answer.outcome}`;
};
