import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type MetricName, NAMESPACE, type PartedMetric } from '../../shared/metric-names.ts';

type Over = { statistic?: string; period?: Duration };

/** One of our own metrics for the whole stage, by default summed up over five minutes. */
export const stageMetric = (
  stage: string,
  metricName: MetricName,
  { statistic = 'Sum', period = Duration.minutes(5) }: Over = {},
): Metric => new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { stage }, statistic, period });

/** The same metric for one of its parts, such as one route. */
export const stageMetricPart = (
  stage: string,
  metricName: PartedMetric,
  part: string,
  over: Over = {},
): Metric =>
  stageMetric(stage, metricName, over).with({ dimensionsMap: { stage, [METRICS[metricName].by]: part } });

/** The same metric, a line for each part it is told apart by, as a search: parts appear when they are first counted. */
export const stageMetricParts = (stage: string, metricName: PartedMetric, statistic = 'Sum'): string =>
  `SEARCH('{${NAMESPACE},stage,${METRICS[metricName].by}} MetricName="${metricName}" stage="${stage}"', '${statistic}', 300)`;
