import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOf } from '../../../infra/bundles.ts';
import type { DeployedFunction } from '../../../infra/deployed-functions.ts';
import { logAsLambda } from '../as-lambda-logs.mjs';
import type { Bench, Row } from '../bench.ts';
import { exactly, inTurns } from '../figures.ts';
import { sendAgain, wavesOf } from './bare-calls.ts';
import { startWorldProcess } from './world.ts';

type Handler = (event: unknown, context: unknown) => Promise<{ statusCode: number; body: string }>;
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 10_000 };

/** So that nobody is told to wait. */
const PLENTY = {
  BUDGET_CAPACITY: '1000000',
  BUDGET_REFILL_PER_SECOND: '1000',
  CODES_PER_USER: '100000',
  CODES_PER_FACTOR: '300000',
  CODES_PER_CALLING_CODE: '100000',
  CODES_PER_DAY: '100000',
};

/** `waves`: how many calls are made beside each other, time after time; the guard's read and its bucket come first. */
const ENDPOINTS: readonly [of: DeployedFunction, scenario: string, route: string, waves: number[]][] = [
  ['token', 'for somebody enrolled', 'POST /token', [1]],
  ['me', 'before enrolling', 'GET /me', [1]],
  ['signup', 'again', 'POST /signup, again', [2]],
  ['enroll', 'for the first time', 'POST /enroll', [2, 1]],
  ['challenge', 'the first code', 'POST /challenge', [2, 2, 1, 1, 2, 1, 1]],
  ['encryption-session', 'that Stream does not name yet', 'GET …/encryption-session', [2, 1]],
];

/** How many calls there are at most, as it was wished for, and why there are more. */
const CALLS: Partial<Record<DeployedFunction, { atMost: number; note?: string }>> = {
  token: {
    atMost: 0,
    note: 'The gate reads the account: who is shut out or erased gets no token (decision 020).',
  },
  me: { atMost: 1 },
  enroll: {
    atMost: 1,
    note: 'Beside the one write, the gate reads the account and the caller’s budget is counted, both at once.',
  },
  'encryption-session': {
    atMost: 2,
    note: 'Beside the registry and Stream, the gate reads the account, at once with the first.',
  },
};

const NOTE =
  'Above the floor lie what opens and signs keys, checks of what comes and goes, deadlines, and the lines for log and metrics.';

type World = Awaited<ReturnType<typeof startWorldProcess>>;

const timed = (act: () => Promise<unknown>) => async (): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

const measure = async (
  world: World,
  of: DeployedFunction,
  scenario: string,
  sizes: number[],
  turns: number,
) => {
  const { variables, event } = await world.prepare(of, scenario);
  Object.assign(process.env, variables, PLENTY);
  const file = pathToFileURL(join(bundleOf(of), 'index.mjs'));
  const { handler } = (await import(file.href)) as { handler: Handler };
  const ask = async () => {
    const { statusCode, body } = await handler(event, context);
    if (statusCode > 299) throw new Error(`${of} answered ${statusCode} ${body}`);
  };
  // More than are let through uncounted, and fewer than make a ledger of codes long.
  for (let call = 0; call < 25; call++) await ask();
  await world.sent();
  await ask();
  const waves = wavesOf(await world.sent(), sizes);
  const figures = await inTurns(turns, {
    value: timed(ask),
    floor: timed(() => sendAgain(waves)),
  });
  return { ...figures, calls: waves.flat().length, waits: waves.length };
};

/** The endpoints, warm: what they take beside the calls that they have to make. */
export const bench: Bench = {
  name: 'warm',
  run: async ({ quick, say }) => {
    const world = await startWorldProcess();
    logAsLambda();
    const [rows, trips]: [Row[], Row[]] = [[], []];
    try {
      for (const [of, scenario, route, sizes] of ENDPOINTS) {
        say(route);
        const { value, floor, calls, waits } = await measure(world, of, scenario, sizes, quick ? 25 : 151);
        const goals = [{ of: 'overFloor', atMost: 1.3 }] as const;
        rows.push({ name: route, value, floor, goals, note: NOTE });
        const { atMost, note } = CALLS[of] ?? {};
        trips.push({
          name: `${route}: calls`,
          value: exactly(calls),
          ...(atMost !== undefined && { goals: [{ of: 'value', atMost }] }),
          ...(note && { note }),
        });
        trips.push({ name: `${route}: one after another`, value: exactly(waits) });
      }
    } finally {
      world.close();
    }
    const how =
      'The bundle of each function in a warm process, called as Lambda calls it; DynamoDB, Stream and the key storage are stand-ins in another process. The floor sends the same requests again, side by side as they were: signed, as AWS takes no others, and with their answers read.';
    return {
      tables: [
        { id: 'warm', title: 'Endpoints, warm', unit: 'ms', how, rows },
        { id: 'warm-calls', title: 'Calls of one request', unit: 'calls', how, rows: trips },
      ],
    };
  },
};
