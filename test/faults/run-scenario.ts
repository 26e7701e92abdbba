import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Route, routes } from '../../shared/contract/routes.ts';
import { capturing } from './captured-output.ts';
import type { ControlledClock } from './controlled-clock.ts';
import type { FaultPlan, FaultProxies } from './fault-proxies.ts';
import { readState, type State } from './read-state.ts';
import type { Scenario } from './scenarios.ts';
import { arnOf, CHANNEL_TYPE, CHANNELS, startWorld, USERS } from './world.ts';

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
    setEnvironment(proxies, scenario);
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

/** All variables of all functions: each reads its own. */
const setEnvironment = ({ urls }: FaultProxies, { of, variables }: Scenario): void => {
  Object.assign(process.env, {
    STAGE: 'faults',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
    AWS_ENDPOINT_URL_SNS: urls.sns,
    STREAM_URL: urls.stream,
    SSKS_URL: `${urls.ssks}/`,
    TABLE_NAME: USERS,
    CHANNEL_TABLE_NAME: CHANNELS,
    ...Object.fromEntries(
      ['stream', 'seald', 'ssks', 'sealing', 'pepper', 'logs', 'moderation'].map((name) => [
        `${name.toUpperCase()}_SECRET_ARN`,
        arnOf(name),
      ]),
    ),
    BUDGET: Object.values<Route>(routes).find(({ name }) => name === of)?.budget ?? 'account',
    BUDGET_CAPACITY: '50',
    BUDGET_REFILL_PER_SECOND: '0.001',
    STREAM_TOKEN_TTL_SECONDS: '3600',
    SEALD_ID_PREFIX: 'FAULTS',
    ACTIVATION_KEY_TYPE: 'signupJwt',
    ERASURE_GRACE_SECONDS: '0',
    ERASURE_DEMANDS_AUTH_TIME: 'true',
    CODE_COUNTRIES: 'all',
    CODE_COOL_DOWNS: '0',
    CODES_PER_USER: '10',
    CODES_PER_FACTOR: '15',
    FACTORS_PER_USER: '3',
    CODES_PER_CALLING_CODE: '50',
    CODES_PER_DAY: '100',
    ENCRYPTED_CHANNEL_TYPES: CHANNEL_TYPE,
    FILE_HOSTS: 'https://files.example.com',
    MEMBERS_ADDED_BY: 'anyMember',
    MEMBERS_REMOVED_BY: 'owner',
    REKEY_BY: 'anyMember',
    EPOCHS_AT_ONCE: '10',
    EPOCHS_PER_HOUR: '4',
    CIPHERTEXT_SWEEPS_PER_DAY: '10',
    RECONCILE_OVERLAP_SECONDS: '604800',
    RECONCILE_MAX_MESSAGES: '1000',
    ALARM_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alarms',
    REPORT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:reports',
    REPORT_RETENTION_DAYS: '90',
    HOOK_URL: 'https://api.example.com/webhooks/stream',
    QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/events',
    QUEUE_REGION: 'eu-west-1',
    PUSH_NOTIFICATIONS: 'none',
    ...variables,
  });
};
