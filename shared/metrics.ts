import type { ErrorType } from './contract/error-types.ts';
import type { routes } from './contract/routes.ts';
import type { Refusal } from './domain/plaintext-policy.ts';
import type { ReconcileOutcome } from './domain/reconcile.ts';
import type { EventOutcome } from './domain/sweep-event.ts';

/** Every metric there is: its unit and, beside the stage, what it is told apart by. */
const METRICS = {
  /** Of each request that reached a function. */
  RequestLatency: { unit: 'Milliseconds', by: 'route' },
  /** Each answer that is an error, the caller's or ours. */
  RequestErrors: { unit: 'Count', by: 'errorType' },
  /** Messages the hook was asked about, and those it refused. */
  HookEvaluated: { unit: 'Count' },
  HookRefused: { unit: 'Count', by: 'refusal' },
  /** Messages that Stream let through because the hook did not answer it. */
  HookFailedOpen: { unit: 'Count' },
  SignupNew: { unit: 'Count' },
  ChallengeSent: { unit: 'Count' },
  EnrollNew: { unit: 'Count' },
  /** Codes that the key storage did not send. */
  SsksFailed: { unit: 'Count', by: 'errorType' },
  /** What became of each event on the sweeper's queue. */
  SweeperEvents: { unit: 'Count', by: 'outcome' },
  /** Messages deleted, by the sweeper or the reconciler. */
  MessagesSwept: { unit: 'Count', by: 'refusal' },
  ReconcilerRuns: { unit: 'Count', by: 'outcome' },
  ReconcilerMessages: { unit: 'Count' },
  /** How far back the time lies up to which everything was looked at. */
  ReconcilerLag: { unit: 'Seconds' },
} as const;

/** All that a metric may be told apart by: closed lists, so that what people type has nowhere to go. */
type Dimensions = {
  route: (typeof routes)[keyof typeof routes]['name'];
  errorType: ErrorType;
  refusal: Refusal;
  outcome: EventOutcome | ReconcileOutcome;
};

export type MetricName = keyof typeof METRICS;
export type RouteName = Dimensions['route'];
type By<Name extends MetricName> = (typeof METRICS)[Name] extends { by: infer By extends keyof Dimensions }
  ? [by: Dimensions[By]]
  : [];

const NAMESPACE = 'SealedStream';

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
