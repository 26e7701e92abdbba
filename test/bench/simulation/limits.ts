import { sweepersAtOnce } from '../../../infra/concurrency.ts';
import { publishedLimit } from '../../../local/stream/rate-limit-table.ts';
import { functions, perMessage } from '../../../operations/cost/assumptions.ts';
import { costOf } from '../../../operations/cost/model.ts';
import { requestsOf, usageOf } from '../../../operations/cost/usage.ts';
import { inputs } from './inputs.ts';
import { DAYS_A_MONTH, defaults, loadOf, MONTH_SECONDS, othersAtWork } from './simulate-day.ts';

/** Something that there is only so much of, and how many users use all of it. */
export type Limit = {
  name: string;
  users: number;
  /** What happens then, and what to do. */
  note: string;
};

/** Everything grows with the users alike, so one size tells of all. */
const MEASURED_AT = 1_000_000;
const MINUTES_A_DAY = 1_440;

/** All limits, the first to be met first. At the busiest moment, in a burst, unless the note says otherwise. */
export const limits = (): Limit[] =>
  uses()
    .map(({ name, used, most, note }) => ({ name, users: (MEASURED_AT * most) / used, note }))
    .sort((one, other) => one.users - other.users);

type Use = { name: string; used: number; most: number; note: string };

const uses = (): Use[] => {
  const load = loadOf(MEASURED_AT);
  const usage = usageOf(load);
  const { people, stream, lambda, gateway, dynamodb, secretReadsPerSecond, codesPerUserPerMonth } = inputs;
  const { throttling, codes, reconcile } = defaults;
  const busiest = people.peakFactor * people.bursts.factor;
  const atBusiest = (perMonth: number) => (perMonth / MONTH_SECONDS) * busiest;
  const messages = atBusiest(load.messages);
  const hookCalls = atBusiest(usage.calls['stream-webhook']);
  const requests = atBusiest(requestsOf(usage));
  const atWork = othersAtWork(load) * busiest + hookCalls * (meanMs(inputs.hook.warm) / 1000);
  const units = unitsOf(load);
  const codesPerDay = (MEASURED_AT * codesPerUserPerMonth) / DAYS_A_MONTH;
  const messagesPerRun =
    (load.messages / DAYS_A_MONTH / MINUTES_A_DAY) * (reconcile.everyMinutes + reconcile.overlapMinutes);
  const sweptPerSecond = (sweepersAtOnce() * perMessage.eventsPerSweep * 1000) / functions.sweep.milliseconds;
  return [
    {
      name: 'Stream, SendMessage of a self-serve plan',
      used: messages,
      most: (publishedLimit('SendMessage') / 60) * stream.platforms.length,
      note: `Stream refuses, and clients send later. ${publishedLimit('SendMessage')} a minute on each of ${stream.platforms.length} platforms, taken to be used alike: ask Stream for the limits of your plan.`,
    },
    {
      name: 'codes.perCallingCode of a stage',
      used: codesPerDay,
      most: codes.perCallingCode,
      note: 'On an even day with all numbers in one country. Newcomers get no code until midnight: raise it, up to 20,000.',
    },
    {
      name: 'reconcile.maxMessages of a stage',
      used: messagesPerRun,
      most: reconcile.maxMessages,
      note: 'On the mean of a day; in a busy hour the reconciler falls behind much earlier and catches up at night. Raise it.',
    },
    {
      name: 'codes.perDay of a stage',
      used: codesPerDay,
      most: codes.perDay,
      note: 'On an even day. Raise it, up to 20,000.',
    },
    {
      name: 'codes.perDay, raised as far as it goes',
      used: codesPerDay,
      most: 20_000,
      note: 'On an even day. A stage cannot set more.',
    },
    {
      name: 'throttling.webhookRate of a stage',
      used: hookCalls,
      most: throttling.webhookRate,
      note: 'The gateway refuses calls of the hook, and Stream lets those messages through unchecked. Raise it.',
    },
    {
      name: 'throttling.rate of a stage',
      used: requests - hookCalls,
      most: throttling.rate,
      note: 'Apps get 429 and call again. Raise it, with the quota of Lambda.',
    },
    {
      name: 'sweepers at once',
      used: messages * perMessage.events,
      most: sweptPerSecond,
      note: 'The queue grows for the time of the burst, and nothing is lost; reserve ten for `sweep`.',
    },
    {
      name: 'Lambda, calls at work in an account',
      used: atWork,
      most: lambda.concurrencyOfAccount,
      note: 'Warm. Functions are throttled, the hook among them unless some is reserved for it. Ask AWS for more.',
    },
    {
      name: 'Lambda, calls at work in a new account',
      used: atWork,
      most: lambda.concurrencyOfNewAccount,
      note: 'As above, and on the first day.',
    },
    {
      name: 'API Gateway, requests of an account',
      used: requests,
      most: gateway.requestsPerSecond,
      note: '2,500 in newer regions. Ask AWS for more.',
    },
    {
      name: 'DynamoDB, reads of a new table',
      used: atBusiest(units.reads),
      most: dynamodb.newTable.reads,
      note: 'As if all went to one of the two tables. It splits by itself when it has half an hour.',
    },
    {
      name: 'DynamoDB, reads of a table',
      used: atBusiest(units.reads),
      most: dynamodb.table.reads,
      note: 'As if all went to one of the two tables. Ask AWS for more.',
    },
    {
      name: 'DynamoDB, writes of a new table',
      used: atBusiest(units.writes),
      most: dynamodb.newTable.writes,
      note: 'As above.',
    },
    {
      name: 'Secrets Manager, reads',
      used: atBusiest(units.secretReads),
      most: secretReadsPerSecond,
      note: 'Containers hold what they read for five minutes.',
    },
  ];
};

/** Of a log-normal spread. */
const meanMs = ({ p50, p99 }: { p50: number; p99: number }): number =>
  p50 * Math.exp((Math.log(p99 / p50) / 2.326) ** 2 / 2);

/** What the cost model counts, in a month. */
const unitsOf = (load: ReturnType<typeof loadOf>) => {
  const { lines } = costOf(load, {
    provisioned: 0,
    isTraced: false,
    streamMonthly: 0,
    sealdMonthly: 0,
    codePrice: 0,
  });
  const quantity = (item: string): number => {
    const line = lines.find((one) => one.item === item);
    if (!line) throw new Error(`the cost model has no line ${item}`);
    return line.quantity;
  };
  return {
    reads: quantity('DynamoDB reads'),
    writes: quantity('DynamoDB writes'),
    secretReads: quantity('Secrets read'),
  };
};

/** Members of one channel whose devices, asking at once for a new encryption session, read all that one partition of DynamoDB gives. */
export const membersOfHotChannel = (): number => {
  const { partition, epochReadWithinSeconds } = inputs.dynamodb;
  const readsPerSecond = (members: number) =>
    (members * Math.ceil(usageOf({ users: 1, messages: 1, members }).channelBytes / 4096)) /
    epochReadWithinSeconds;
  let members = 2;
  while (readsPerSecond(members + 1) <= partition.reads) members++;
  return members;
};
