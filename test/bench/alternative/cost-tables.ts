import { fixed } from '../../../operations/cost/assumptions.ts';
import type { CostLine } from '../../../operations/cost/cost-line.ts';
import { costOf, type Options } from '../../../operations/cost/model.ts';
import { PRICES_OF } from '../../../operations/cost/prices.ts';
import type { Load } from '../../../operations/cost/usage.ts';
import type { Curve, Row, Table } from '../bench.ts';
import { exactly } from '../figures.ts';
import { alternativeLines } from './cost.ts';
import { ALTERNATIVE_PRICES_OF, sharedCalls } from './cost-assumptions.ts';

const SIZES = [1, 100, 10_000];
const CURVE = [1, 10, 100, 1000, 3000, 10_000, 30_000, 100_000, 300_000];
/** Ten a day. */
const MESSAGES_PER_USER = 300;
const MEMBERS = 5;

const AS_DEPLOYED: Options = {
  provisioned: 0,
  isTraced: true,
  streamMonthly: 0,
  sealdMonthly: 0,
  codePrice: 0,
};
/** What is paid for looking on, in either design, and for the sweeper's queue, which the article's design has not. */
const BESIDE_THE_CALLS = new Set([
  'Traces',
  'Metrics',
  'Alarms',
  'Composite alarms',
  'Dashboard',
  'Logs',
  'Logs kept',
  'SQS',
]);

const loadOf = (users: number): Load => ({ users, messages: users * MESSAGES_PER_USER, members: MEMBERS });
const sum = (lines: readonly CostLine[]): number =>
  lines.reduce((all, { monthlyUsd }) => all + monthlyUsd, 0);
const callsAlone = (lines: readonly CostLine[]): CostLine[] =>
  lines.filter(({ item }) => !BESIDE_THE_CALLS.has(item));

/** USD a month of ours and of the alternative, in ways to compare them. */
const WAYS = [
  {
    name: 'all of it, as deployed',
    ours: (load: Load) => costOf(load, AS_DEPLOYED).monthlyUsd,
    alternative: (load: Load) => sum(alternativeLines(load)),
  },
  {
    name: 'all of it, without X-Ray',
    ours: (load: Load) => costOf(load, { ...AS_DEPLOYED, isTraced: false }).monthlyUsd,
    alternative: (load: Load) => sum(alternativeLines(load)),
  },
  {
    name: 'the same calls alone, nobody looking on',
    ours: (load: Load) => sum(callsAlone(costOf(load, { ...AS_DEPLOYED, only: sharedCalls }).lines)),
    alternative: (load: Load) => sum(callsAlone(alternativeLines(load))),
  },
];

const HOW = `List prices in us-east-1 of ${PRICES_OF.date} for ours (operations/cost) and of ${ALTERNATIVE_PRICES_OF.date} for the alternative (test/bench/alternative/cost-assumptions.ts: two Fargate tasks of a quarter of a core, a load balancer, the smallest PostgreSQL with a standby). People send ten messages a day, in channels of five. All of it: ours with the registry of encryption sessions, the sweeper, limits, backups, traces, ${fixed.alarmMetrics} alarmed metrics; the alternative has none of those but ten alarms. The same calls alone: token, signup, me, challenge, enroll and the hook, without logs, metrics, alarms and traces on either side. Not in it, on both sides: Stream, Seald and its codes, taxes, free tiers, discounts, and the work of people. Not in the alternative's: building and rolling out its image, upgrades of PostgreSQL, and that a database of a gigabyte of memory must not have a bad day.`;

/** What both designs cost, from the cost models. */
export const costTables = (): { tables: Table[]; curves: Curve[] } => ({
  tables: [
    {
      id: 'alternative-cost',
      title: 'What a month costs, beside the article’s server',
      unit: 'USD a month',
      how: HOW,
      rows: rowsOf(() => 1),
    },
    {
      id: 'alternative-cost-per-million',
      title: 'What a million messages cost, beside the article’s server',
      unit: 'USD a million messages',
      how: 'The table above, divided by the messages of the month. With few people it is the fixed cost that is divided by little.',
      rows: rowsOf(({ messages }) => 1_000_000 / messages),
    },
  ],
  curves: [
    {
      id: 'alternative-cost',
      title: 'What a month costs',
      x: { name: 'people', logarithmic: true },
      y: { name: 'USD a month', logarithmic: true },
      series: [
        ...WAYS.map(({ name, ours }) => ({ name: `Sealed Stream, ${name}`, points: pointsOf(ours) })),
        { name: 'The article’s server, all of it', points: pointsOf((load) => sum(alternativeLines(load))) },
      ],
    },
  ],
});

const rowsOf = (factor: (load: Load) => number): Row[] =>
  SIZES.flatMap((users) => {
    const load = loadOf(users);
    return WAYS.map(({ name, ours, alternative }) => ({
      name: `${users.toLocaleString('en-US')} ${users === 1 ? 'person' : 'people'}, ${name}`,
      value: exactly(ours(load) * factor(load)),
      alternative: exactly(alternative(load) * factor(load)),
    }));
  });

const pointsOf = (monthly: (load: Load) => number): [number, number][] =>
  CURVE.map((users) => [users, monthly(loadOf(users))]);
