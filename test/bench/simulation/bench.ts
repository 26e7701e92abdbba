import { costOf } from '../../../operations/cost/model.ts';
import type { Bench, Curve, Row, Table } from '../bench.ts';
import { exactly, figureOf } from '../figures.ts';
import { inputs } from './inputs.ts';
import { type Limit, limits, membersOfHotChannel } from './limits.ts';
import { type Choice, loadOf, simulateDay, unlessTold } from './simulate-day.ts';
import { type HookDay, shareAtRisk } from './simulate-hook.ts';

const MILLION = 1_000_000;
const HOUR_MINUTES = 60;
/** What no bar or curve shows on a logarithmic axis. */
const AS_GOOD_AS_NONE = 0.001;

const FULL = { users: [1_000, 10_000, 100_000, MILLION, 10 * MILLION], seeds: 3, seedsUpTo: MILLION };
const QUICK = { users: [1_000, 10_000, 100_000, MILLION], seeds: 1, seedsUpTo: MILLION };

type Grown = { users: number; days: HookDay[] };
type Case = { name: string; users: number; choice: Partial<Choice>; inQuick?: boolean };

/** Room for the busiest moment of a million users. */
const ENOUGH = { webhookRate: 5_000, webhookBurst: 5_000 };
const NEW_ACCOUNT = { concurrencyOfAccount: inputs.lambda.concurrencyOfNewAccount };

const AS_IT_IS = '1,000,000 users, as a stage is unless told';
const CASES: Case[] = [
  { name: 'webhookRate 5,000', users: MILLION, choice: ENOUGH, inQuick: true },
  {
    name: 'webhookRate 5,000, 20 containers kept ready',
    users: MILLION,
    choice: { ...ENOUGH, provisioned: 20 },
  },
  {
    name: 'webhookRate 5,000, 100 containers kept ready',
    users: MILLION,
    choice: { ...ENOUGH, provisioned: 100 },
  },
  { name: 'webhookRate 5,000, 512 MB', users: MILLION, choice: { ...ENOUGH, memoryMb: 512 } },
  { name: 'webhookRate 5,000, 256 MB', users: MILLION, choice: { ...ENOUGH, memoryMb: 256 } },
  { name: 'webhookRate 5,000, 1,769 MB', users: MILLION, choice: { ...ENOUGH, memoryMb: 1_769 } },
  { name: 'webhookRate 5,000, code that starts in 15 ms', users: MILLION, choice: { ...ENOUGH, codeMs: 15 } },
  {
    name: 'webhookRate 5,000, code that starts in 300 ms',
    users: MILLION,
    choice: { ...ENOUGH, codeMs: 300 },
  },
  { name: 'webhookRate 5,000, no deployment', users: MILLION, choice: { ...ENOUGH, isDeployed: false } },
  {
    name: '10,000 users on a new account (10 calls at work)',
    users: 10_000,
    choice: NEW_ACCOUNT,
    inQuick: true,
  },
  {
    name: '100,000 users on a new account (10 calls at work)',
    users: 100_000,
    choice: NEW_ACCOUNT,
    inQuick: true,
  },
];

/** A day of up to ten million users on AWS, by calculation: which messages would pass unchecked, and what gives way first. */
export const bench: Bench = {
  name: 'simulation',
  run: async ({ quick, say }) => {
    const { users, seeds, seedsUpTo } = quick ? QUICK : FULL;
    const grown = users.map((count): Grown => {
      say(`a day of ${count.toLocaleString('en-US')} users`);
      const runs = count > seedsUpTo ? 1 : seeds;
      return {
        users: count,
        days: Array.from({ length: runs }, (_, n) => simulateDay(count, {}, inputs.seed + n)),
      };
    });
    const cases = CASES.filter(({ inQuick }) => inQuick || !quick).map((one) => {
      say(one.name);
      return { ...one, day: simulateDay(one.users, one.choice) };
    });
    const asItIs = grown.find((one) => one.users === MILLION)?.days[0];
    const found = limits();
    return {
      tables: [
        growth(grown),
        settings([...(asItIs ? [{ name: AS_IT_IS, day: asItIs }] : []), ...cases]),
        limitTable(found),
        cost(users),
      ],
      curves: [riskCurve(grown), dayCurveOf(grown), limitCurve(found, users), costCurve(users)],
    };
  },
};

const HOW =
  'Calls come one by one over a day, with a busy evening, bursts and one deployment; containers start, idle and end as Lambda publishes or people have measured. ' +
  'What is assumed stands in test/bench/simulation/inputs.ts, each number with its source. No run of AWS is behind it.';

const perMillion = (day: HookDay): number => shareAtRisk(day) * MILLION;
const peakOf = ({ atWork }: HookDay): number => Math.max(...atWork);
const count = (number: number): string => Math.round(number).toLocaleString('en-US');

const whatHappened = (day: HookDay): string => {
  const { calls, cold, late, throttledByGateway, throttledByLambda } = day;
  return `${count(calls)} calls, ${count(cold)} of them cold, ${count(peakOf(day))} at work at once at most; ${count(late)} too late, ${count(throttledByGateway)} refused by the gateway, ${count(throttledByLambda)} by Lambda.`;
};

const growth = (grown: readonly Grown[]): Table => ({
  id: 'simulation-growth',
  title: 'Messages that would pass unchecked, by users of a stage that sets nothing',
  unit: 'of a million messages',
  how: `${HOW} At risk is a message whose hook is refused or answers after ${inputs.stream.hookTimeoutMs} ms: honest apps have encrypted it all the same, and the sweeper judges it.`,
  rows: grown.map(({ users, days }): Row => {
    const [first] = days;
    return {
      name: `${count(users)} users`,
      value: figureOf(days.map(perMillion)),
      ...(first && { note: whatHappened(first) }),
    };
  }),
});

const settings = (cases: readonly { name: string; day: HookDay }[]): Table => ({
  id: 'simulation-settings',
  title: 'Messages that would pass unchecked, by what is set',
  unit: 'of a million messages',
  how: `${HOW} Unless told: ${count(unlessTold.webhookRate)} calls of the hook a second, ${count(unlessTold.memoryMb)} MB, none kept ready.`,
  rows: cases.map(({ name, day }) => ({ name, value: exactly(perMillion(day)), note: whatHappened(day) })),
});

const limitTable = (found: readonly Limit[]): Table => ({
  id: 'simulation-limits',
  title: 'What gives way as users grow, the first first',
  unit: 'users',
  how:
    `At the busiest moment: ${inputs.people.peakFactor} times the mean of the day, times ${inputs.people.bursts.factor} in a burst. What each call takes is as the cost model has it. ` +
    `Of one channel, however many users there are: ${membersOfHotChannel()} members' devices that ask within ${inputs.dynamodb.epochReadWithinSeconds} s for a new encryption session read all that one partition of DynamoDB gives.`,
  rows: found.map(({ name, users, note }) => ({ name, value: exactly(Math.round(users)), note })),
});

const costOfUsers = (users: number) =>
  costOf(loadOf(users), { provisioned: 0, isTraced: false, streamMonthly: 0, sealdMonthly: 0, codePrice: 0 });

const cost = (users: readonly number[]): Table => ({
  id: 'simulation-cost',
  title: 'What AWS asks for a month, by users',
  unit: 'USD a month',
  how: 'As `npm run cost -- --no-tracing` has it, without Stream, Seald and the codes it sends.',
  rows: users.map((one) => {
    const { monthlyUsd, perThousandMessagesUsd = 0, dominant } = costOfUsers(one);
    return {
      name: `${count(one)} users`,
      value: exactly(monthlyUsd),
      note: `${perThousandMessagesUsd.toFixed(4)} for 1,000 messages; most for ${dominant.item}.`,
    };
  }),
});

const byUsers = { name: 'users', logarithmic: true };

const riskCurve = (grown: readonly Grown[]): Curve => ({
  id: 'simulation-growth',
  title: 'Messages that would pass unchecked',
  x: byUsers,
  y: { name: 'of a million messages', logarithmic: true },
  series: [
    {
      name: 'as a stage is unless told',
      points: grown.map(({ users, days }) => [
        users,
        Math.max(AS_GOOD_AS_NONE, figureOf(days.map(perMillion)).median),
      ]),
    },
  ],
});

const dayCurveOf = (grown: readonly Grown[]): Curve => ({
  id: 'simulation-day',
  title: 'Calls of the hook at work at once over a day',
  x: { name: 'hour' },
  y: { name: 'calls at once, most in ten minutes', logarithmic: true },
  series: grown.flatMap(({ users, days: [day] }) =>
    day ? [{ name: `${count(users)} users`, points: mostOfEach(10, day.atWork) }] : [],
  ),
});

const mostOfEach = (minutes: number, atWork: readonly number[]) =>
  Array.from({ length: atWork.length / minutes }, (_, n) => {
    const most = Math.max(1, ...atWork.slice(n * minutes, (n + 1) * minutes));
    return [(n * minutes) / HOUR_MINUTES, most] as const;
  });

const limitCurve = (found: readonly Limit[], users: readonly number[]): Curve => ({
  id: 'simulation-limits',
  title: 'Share of each limit that is used at the busiest moment',
  x: byUsers,
  y: { name: '%', logarithmic: true },
  series: found.map(({ name, users: all }) => ({
    name,
    points: users.map((one) => [one, (100 * one) / all]),
  })),
});

const costCurve = (users: readonly number[]): Curve => ({
  id: 'simulation-cost',
  title: 'What AWS asks for a month',
  x: byUsers,
  y: { name: 'USD', logarithmic: true },
  series: [{ name: 'without tracing', points: users.map((one) => [one, costOfUsers(one).monthlyUsd]) }],
});
