import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { routes } from '../../shared/contract/routes.ts';
import {
  type AlarmGroup,
  type AlarmSpec,
  FIVE_MINUTES,
  failureRate,
  QUARTER_OF_AN_HOUR,
} from './alarm-spec.ts';
import { stageMetric, stageMetricPart } from './stage-metrics.ts';

/** Stream waits 1.5 s for the hook, the way there and back included (stream.md section 9.2). */
export const HOOK_BUDGET_MS = 1500;
/** Leaves a third of the budget to the way. */
const HOOK_SLOW_MS = 1000;
/** In percent of messages for encrypted channels: honest apps have none refused, and one bad app among many is not everybody. */
const REFUSED_RATE = 10;
const FEW_REFUSALS = 3;
/** Anybody may send the hook something that it cannot check: see {@link unverifiedAlone}. */
const TOLERATED_UNVERIFIED = 2;
const quarter = (statistic: string) => ({ statistic, period: QUARTER_OF_AN_HOUR });
const fiveMinutes = { statistic: 'Sum', period: FIVE_MINUTES };

/** From the gateway's door to its answer, cold starts included: what Stream waits for, less the network. */
export const hookLatency = (api: HttpApi, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensionsMap: {
      ApiId: api.apiId,
      Stage: '$default',
      Method: routes.streamWebhook.method,
      Resource: routes.streamWebhook.path,
    },
    statistic,
    period: FIVE_MINUTES,
  });

/** What takes the hook from Stream, which then lets messages through unchecked. */
export const hookAlarms = (stage: string, hook: IFunction): (AlarmSpec | AlarmGroup)[] => [
  {
    name: 'hook-slow',
    says: `The hook takes more than ${HOOK_SLOW_MS} of its ${HOOK_BUDGET_MS} ms; past them Stream lets messages through unchecked.`,
    // Of signed calls only: anybody may have the hook refuse calls fast, and would hide slow ones among them.
    metric: stageMetric(stage, 'HookLatency', { statistic: 'p99', period: FIVE_MINUTES }),
    above: HOOK_SLOW_MS,
    periods: 2,
    of: 3,
    // Nobody wrote. At night one cold start is the whole percentile, so one slow period is not enough.
    missing: TreatMissingData.NOT_BREACHING,
  },
  hookFailing(stage, hook),
  {
    name: 'hook-failed-open',
    says: 'Stream says that it let messages through unchecked, because the hook did not answer it.',
    metric: stageMetric(stage, 'HookFailedOpen'),
    above: 0,
    // Only counted when it happens.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'hook-refusing',
    says: `The hook refuses more than ${REFUSED_RATE} % of the messages for encrypted channels: people cannot write.`,
    // One metric is both, written for every message.
    metric: failureRate(
      stageMetric(stage, 'HookRefusals', quarter('Sum')),
      stageMetric(stage, 'HookRefusals', quarter('SampleCount')),
      FEW_REFUSALS,
    ),
    above: REFUSED_RATE,
    // Nobody wrote.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'hook-unverified',
    says: 'The hook gets calls that it cannot check, and refuses their messages: people may be unable to write.',
    metric: unverifiedAlone(stage),
    above: TOLERATED_UNVERIFIED,
    // Nobody wrote.
    missing: TreatMissingData.NOT_BREACHING,
  },
];

/**
 * Calls that could not be checked, in a quarter of an hour in which none could: while Stream's calls can be checked, the others are a stranger's. A stranger
 * makes no call that can, and so hides nothing. Both metrics are written for every call that carries a signature.
 */
const unverifiedAlone = (stage: string): MathExpression =>
  new MathExpression({
    expression: 'IF(checked > 0, 0, unverified)',
    usingMetrics: {
      checked: stageMetric(stage, 'HookEvaluated', quarter('Sum')),
      unverified: stageMetric(stage, 'HookUnverified', quarter('Sum')),
    },
    label: 'calls that could not be checked, and none that could',
    period: QUARTER_OF_AN_HOUR,
  });

/** Each kind apart: none of the metrics is sure to be there when nothing is wrong, and one alone is read without filling gaps. */
const hookFailing = (stage: string, hook: IFunction): AlarmGroup => {
  const one = (kind: string, says: string, metric: Metric): AlarmSpec => ({
    name: `hook-failing-${kind}`,
    says,
    article: 'hook-failing',
    metric,
    above: 0,
    // Nobody wrote, or nothing failed.
    missing: TreatMissingData.NOT_BREACHING,
  });
  return {
    name: 'hook-failing',
    says: 'The hook answered 5xx, was stopped, crashed or throttled; each time Stream lets a message through unchecked.',
    anyOf: [
      one('stopped', 'The hook was stopped at its time limit, or crashed.', hook.metricErrors(fiveMinutes)),
      one('throttled', 'The hook was throttled.', hook.metricThrottles(fiveMinutes)),
      one(
        '5xx',
        'The hook answered 5xx.',
        stageMetricPart(stage, 'ServerErrors', routes.streamWebhook.name, fiveMinutes),
      ),
    ],
  };
};
