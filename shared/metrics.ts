import type { ErrorType } from './contract/error-types.ts';
import type { routes } from './contract/routes.ts';
import type { Refusal } from './domain/plaintext-policy.ts';
import type { ReconcileOutcome } from './domain/reconcile.ts';
import type { EventOutcome } from './domain/sweep-event.ts';
import { METRICS, type MetricName, NAMESPACE } from './metric-names.ts';

/** All that a metric may be told apart by: closed lists, so that what people type has nowhere to go. */
type Dimensions = {
  route: (typeof routes)[keyof typeof routes]['name'];
  errorType: ErrorType;
  refusal: Refusal;
  outcome: EventOutcome | ReconcileOutcome | 'waiting-for-secrets';
};

export type RouteName = Dimensions['route'];
type By<Name extends MetricName> = (typeof METRICS)[Name] extends { by: infer By extends keyof Dimensions }
  ? [by: Dimensions[By]]
  : [];

/**
 * Writes one value in CloudWatch's embedded metric format: CloudWatch makes a metric of the line, for the whole stage and,
 * where the metric has parts, for each part. Past the console on purpose: under Lambda's JSON log format the console wraps
 * the line in another object, and CloudWatch then sees no metric in it.
 */
export const measure = <Name extends MetricName>(name: Name, value: number, ...[by]: By<Name>): void => {
  const metric: { unit: string; by?: keyof Dimensions } = METRICS[name];
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: metric.by ? [['stage'], ['stage', metric.by]] : [['stage']],
          Metrics: [{ Name: name, Unit: metric.unit }],
        },
      ],
    },
    stage: process.env.STAGE ?? 'unset',
    ...(metric.by && { [metric.by]: by }),
    [name]: value,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Counts one; see {@link measure}. */
export const count = <Name extends MetricName>(name: Name, ...by: By<Name>): void => measure(name, 1, ...by);
