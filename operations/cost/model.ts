import { routes } from '../../shared/contract/routes.ts';
import { METRICS, type MetricName, type MetricPart } from '../../shared/metric-names.ts';
import {
  bytes,
  type CostedFunction,
  coldStarts,
  type FunctionCost,
  fewerParts,
  fixed,
  functions,
  guard,
  logDays,
  parts,
  REFRESHES_A_MONTH,
  traced,
} from './assumptions.ts';
import { type CostLine, costLine, HOURS_A_MONTH } from './cost-line.ts';
import { type PriceName, prices } from './prices.ts';
import { type Load, requestsOf, type Usage, usageOf } from './usage.ts';

/** What others ask, in USD. This project knows none of these prices; 0 leaves one out. */
export type OtherCosts = { streamMonthly: number; sealdMonthly: number; codePrice: number };

export type Options = OtherCosts & {
  /** Containers of the hook that are kept ready. */
  provisioned: number;
  isTraced: boolean;
  /** The functions whose calls are counted, for a comparison; all unless told. Secrets, keys, storage and what watches are counted whatever is called. */
  only?: readonly CostedFunction[];
};

export type Cost = {
  lines: CostLine[];
  monthlyUsd: number;
  /** What is paid when nobody comes. */
  fixedUsd: number;
  /** Undefined without messages. */
  perThousandMessagesUsd?: number | undefined;
  /** The line that costs most. */
  dominant: CostLine;
};

const GB = 1_000_000_000;
const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;

/** The cost of a month. A pure sum: no free tier, no discount, no tax. It never falls when a part of the load grows. */
export const costOf = (load: Load, options: Options): Cost => {
  const lines = linesOf(load, options);
  const monthlyUsd = sum(lines.map((line) => line.monthlyUsd));
  const nobody = linesOf({ ...load, users: 0, messages: 0 }, options);
  return {
    lines,
    monthlyUsd,
    fixedUsd: sum(nobody.map((line) => line.monthlyUsd)),
    perThousandMessagesUsd: load.messages > 0 ? (monthlyUsd / load.messages) * 1000 : undefined,
    dominant: lines.reduce((most, line) => (line.monthlyUsd > most.monthlyUsd ? line : most)),
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const linesOf = (load: Load, options: Options): CostLine[] => {
  const usage = onlyThose(usageOf(load), options.only);
  return [
    ...computeLines(usage, options),
    ...dataLines(usage),
    ...watchLines(usage, options),
    ...otherLines(usage, options),
  ];
};

const line = (item: string, name: PriceName, quantity: number, unit: string): CostLine =>
  costLine(item, prices[name], quantity, unit);

const names = Object.keys(functions) as CostedFunction[];

const onlyThose = (usage: Usage, only: Options['only']): Usage => {
  if (!only) return usage;
  const calls = names.map((name) => [name, only.includes(name) ? usage.calls[name] : 0]);
  return { ...usage, calls: Object.fromEntries(calls) };
};

/** What people's apps call. */
const routesOfUsers: string[] = Object.values(routes)
  .filter(({ access }) => access === 'user')
  .map(({ name }) => name);
const onlyReading: string[] = Object.values(routes)
  .filter((route) => route.access === 'user' && route.budget === 'reads')
  .map(({ name }) => name);
const guarded = names.filter((name) => routesOfUsers.includes(name));
const total = (usage: Usage, amount: (fn: FunctionCost, calls: number) => number): number =>
  sum(names.map((name) => amount(functions[name], usage.calls[name])));

const gbSeconds = ({ memoryMb, milliseconds }: FunctionCost, calls: number): number =>
  (memoryMb / 1024) * (calls / 1000) * (milliseconds + coldStarts.share * coldStarts.milliseconds);

const computeLines = (usage: Usage, { provisioned }: Options): CostLine[] => {
  const hookGb = functions['stream-webhook'].memoryMb / 1024;
  return [
    line('API Gateway', 'httpApiRequest', requestsOf(usage), 'requests'),
    line('Lambda requests', 'lambdaRequest', sum(Object.values(usage.calls)), 'requests'),
    ...names.map((name) =>
      line(`Lambda ${name}`, 'lambdaGbSecond', gbSeconds(functions[name], usage.calls[name]), 'GB-seconds'),
    ),
    line('Lambda kept ready', 'provisionedGbSecond', provisioned * hookGb * SECONDS_A_MONTH, 'GB-seconds'),
    line('SQS', 'sqsRequest', usage.sqsRequests, 'requests'),
  ];
};

const dataLines = (usage: Usage): CostLine[] => {
  const channelReads = Math.ceil(usage.channelBytes / 4096);
  const reads = total(
    usage,
    ({ reads = 0, readsChannel, readsMembers }, calls) =>
      calls * (reads + (readsChannel ? channelReads : 0) + (readsMembers ? usage.membersACall : 0)),
  );
  const callsOf = (chosen: readonly CostedFunction[]) => sum(chosen.map((name) => usage.calls[name]));
  const guardReads = guard.reads * callsOf(guarded);
  const guardWrites = guard.writes * callsOf(guarded.filter((name) => !onlyReading.includes(name)));
  const epochWrites = usage.calls['register-encryption-session'] * Math.ceil(usage.epochBytes / 1024);
  const writes = epochWrites + total(usage, ({ writes = 0 }, calls) => calls * writes);
  const secretReads =
    total(usage, ({ secrets }, calls) => secrets * fetches(calls)) +
    guard.secrets * sum(guarded.map((name) => fetches(usage.calls[name])));
  const tableKeys = sum(names.filter(usesTable).map((name) => fetches(usage.calls[name])));
  return [
    line('DynamoDB writes', 'dynamodbWrite', writes + guardWrites, 'units'),
    line('DynamoDB reads', 'dynamodbRead', reads + guardReads, 'units'),
    line('DynamoDB storage', 'dynamodbGbMonth', usage.storedBytes / GB, 'GB'),
    line('DynamoDB recovery', 'dynamodbRecoveryGbMonth', usage.storedBytes / GB, 'GB'),
    line('Secrets', 'secretMonth', fixed.secrets, 'secrets'),
    line('Secrets read', 'secretRead', secretReads, 'requests'),
    line('KMS key', 'kmsKeyMonth', fixed.keys, 'keys'),
    line('KMS requests', 'kmsRequest', secretReads + tableKeys, 'requests'),
    line('Data out', 'dataOutGb', dataOut(usage) / GB, 'GB'),
  ];
};

/** How often a function's containers fetch what they hold: at their start, and while they are in use. */
const fetches = (calls: number): number => calls * coldStarts.share + Math.min(calls, REFRESHES_A_MONTH);

/** Whether it reads or writes items itself, or something before it does. */
const usesTable = (name: CostedFunction): boolean => {
  const { reads, writes, readsChannel, readsMembers }: FunctionCost = functions[name];
  return guarded.includes(name) || Boolean(reads || writes || readsChannel || readsMembers);
};

const dataOut = (usage: Usage): number =>
  requestsOf(usage) * bytes.answer + usage.calls['encryption-session'] * usage.channelBytes;

const watchLines = (usage: Usage, { isTraced }: Options): CostLine[] => {
  const logs =
    (sum(Object.values(usage.calls)) * bytes.logPerInvocation +
      requestsOf(usage) * bytes.accessLogPerRequest) /
    GB;
  const traces = total(usage, (_, calls) => tracesOf(calls));
  return [
    line('Logs', 'logGb', logs, 'GB'),
    line('Logs kept', 'logGbMonth', logs * (logDays / 30), 'GB'),
    line('Metrics', 'metricMonth', customMetrics(), 'metrics'),
    line('Alarms', 'alarmMonth', fixed.alarmMetrics, 'metrics'),
    line('Composite alarms', 'compositeAlarmMonth', fixed.compositeAlarms, 'alarms'),
    line('Dashboard', 'dashboardMonth', fixed.dashboards, 'dashboards'),
    line('Traces', 'trace', isTraced ? traces : 0, 'traces'),
  ];
};

/** Each of ours for the stage, and for each of its parts. As if each were counted every hour: the others cost nothing then. */
export const customMetrics = (): number => {
  const metrics: Record<MetricName, { unit: string; by?: MetricPart }> = METRICS;
  const ours = (Object.keys(metrics) as MetricName[]).map((name) => {
    const { by } = metrics[name];
    return 1 + (by ? (fewerParts[name] ?? parts[by]) : 0);
  });
  return sum(ours) + fixed.routesInDetail * fixed.metricsPerRouteInDetail;
};

/** As if calls came evenly; bunched up, fewer are traced. */
const tracesOf = (calls: number): number =>
  Math.min(calls, traced.aMonth) + traced.share * Math.max(0, calls - traced.aMonth);

const otherLines = (usage: Usage, { streamMonthly, sealdMonthly, codePrice }: OtherCosts): CostLine[] => [
  { item: 'Stream', quantity: 1, unit: 'plan', monthlyUsd: streamMonthly },
  { item: 'Seald', quantity: 1, unit: 'plan', monthlyUsd: sealdMonthly },
  { item: 'Codes sent by Seald', quantity: usage.codes, unit: 'codes', monthlyUsd: usage.codes * codePrice },
];
