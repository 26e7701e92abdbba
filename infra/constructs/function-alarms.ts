import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { routes } from '../../shared/contract/routes.ts';
import { type AlarmSpec, QUARTER_OF_AN_HOUR } from './alarm-spec.ts';
import { stageMetricPart } from './stage-metrics.ts';

/** The article that all of these lead to: one mail is sent for all. */
export const FUNCTIONS_FAILING = 'functions-failing';
/** In percent of calls within a quarter of an hour; with fewer failures there is no rate to speak of. */
const FAILURE_RATE = 1;
const FEW_FAILURES = 3;

const sum = { statistic: 'Sum', period: QUARTER_OF_AN_HOUR };
/** By the names of the functions that routes lead to. */
const routed: readonly string[] = Object.values(routes).map(({ name }) => name);

/** What of a function's calls went wrong. A metric that has no data counts as 0, so that the sum is not lost with it. */
export const failuresOf = (
  stage: string,
  fn: IFunction,
  name: string,
  over = sum,
): { failed: string; metrics: Record<string, Metric> } => {
  const metrics = {
    errors: fn.metricErrors(over),
    throttles: fn.metricThrottles(over),
    // No error to Lambda: the function answered.
    ...(routed.includes(name) && { answered: stageMetricPart(stage, 'ServerErrors', name, over) }),
  };
  const failed = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  return { failed: failed.join(' + '), metrics };
};

/** Each function apart: one that is seldom called must not fail unseen among the calls of the others. */
export const functionAlarm = (stage: string, name: string, fn: IFunction): AlarmSpec => {
  const { failed, metrics } = failuresOf(stage, fn, name);
  return {
    name: `failing-${name}`,
    says: `The function ${name} answers 5xx, is stopped, crashes or is throttled.`,
    ...rateAlarm(failed, 'FILL(calls, 0) + FILL(throttles, 0)', {
      ...metrics,
      calls: fn.metricInvocations(sum),
    }),
  };
};

/** What no function knows of: that the gateway may not call one, or cannot. */
export const gatewayAlarm = (api: HttpApi): AlarmSpec => ({
  name: 'failing-gateway',
  says: 'The gateway answers 5xx.',
  ...rateAlarm('errors', 'calls', { errors: api.metricServerError(sum), calls: api.metricCount(sum) }),
});

const rateAlarm = (failed: string, calls: string, usingMetrics: Record<string, Metric>) => ({
  article: FUNCTIONS_FAILING,
  metric: new MathExpression({
    expression: `IF(${failed} >= ${FEW_FAILURES}, 100 * (${failed}) / (${calls}), 0)`,
    usingMetrics,
    label: 'failed calls, %',
    period: QUARTER_OF_AN_HOUR,
  }),
  above: FAILURE_RATE,
  // Nobody called.
  missing: TreatMissingData.NOT_BREACHING,
});
