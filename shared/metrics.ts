import type { ErrorType } from './contract/error-types.ts';
import type { routes } from './contract/routes.ts';
import type { EraseDueOutcome } from './domain/erase-due.ts';
import type { Refusal } from './domain/plaintext-policy.ts';
import type { ReconcileOutcome } from './domain/reconcile.ts';
import type { EventOutcome } from './domain/sweep-event.ts';
import { METRICS, type MetricName, NAMESPACE, type PartedMetric } from './metric-names.ts';

/** All that a metric may be told apart by: closed lists, so that what people type has nowhere to go. */
type Dimensions = {
  route: (typeof routes)[keyof typeof routes]['name'];
  errorType: ErrorType;
  refusal: Refusal;
  outcome: EventOutcome | ReconcileOutcome | EraseDueOutcome | 'waiting-for-secrets';
};

export type RouteName = Dimensions['route'];
type By<Name extends MetricName> = (typeof METRICS)[Name] extends { by: infer By extends keyof Dimensions }
  ? [by: Dimensions[By]]
  : [];

/** Metrics that the stage has as a whole, and no parts of. */
export type WholeMetric = Exclude<MetricName, PartedMetric>;

/**
 * Writes one value in CloudWatch's embedded metric format: CloudWatch makes a metric of the line, for the whole stage and,
 * where the metric has parts, for each part. Past the console on purpose: under Lambda's JSON log format the console wraps
 * the line in another object, and CloudWatch then sees no metric in it.
 */
export const measure = <Name extends MetricName>(name: Name, value: number, ...[by]: By<Name>): void => {
  const metric: { unit: string; by?: keyof Dimensions } = METRICS[name];
  write({ [name]: value }, metric.by ? { [metric.by]: by } : {});
};

/** Writes several values as one line, as {@link measure} does one; for what is measured often. */
export const measureTogether = (values: Partial<Record<WholeMetric, number>>): void => write(values, {});

const write = (values: Partial<Record<MetricName, number>>, part: Record<string, unknown>): void => {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['stage'], ...Object.keys(part).map((by) => ['stage', by])],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: METRICS[Name as MetricName].unit })),
        },
      ],
    },
    stage: process.env.STAGE ?? 'unset',
    ...part,
    ...values,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Counts one; see {@link measure}. */
export const count = <Name extends MetricName>(name: Name, ...by: By<Name>): void => measure(name, 1, ...by);
