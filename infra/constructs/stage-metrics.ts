import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

const NAMESPACE = 'SealedStream';

/** What the functions measure themselves (`shared/metrics.ts`) and alarms or the dashboard look at. */
export const watchedMetrics = [
  'RequestLatency',
  'RequestErrors',
  'HookEvaluated',
  'HookRefused',
  'HookFailedOpen',
  'SignupNew',
  'ChallengeSent',
  'EnrollNew',
  'SsksFailed',
  'SweeperEvents',
  'MessagesSwept',
  'ReconcilerRuns',
  'ReconcilerLag',
] as const;

export type WatchedMetric = (typeof watchedMetrics)[number];

/** One of our own metrics for the whole stage, by default summed up over five minutes. */
export const stageMetric = (
  stage: string,
  metricName: WatchedMetric,
  { statistic = 'Sum', period = Duration.minutes(5) }: { statistic?: string; period?: Duration } = {},
): Metric => new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { stage }, statistic, period });

/** The same metric, a line for each part it is told apart by, as a search: parts appear when they are first counted. */
export const stageMetricBy = (
  stage: string,
  metricName: WatchedMetric,
  by: string,
  statistic = 'Sum',
): string =>
  `SEARCH('{${NAMESPACE},stage,${by}} MetricName="${metricName}" stage="${stage}"', '${statistic}', 300)`;
