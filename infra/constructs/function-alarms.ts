import type { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { routes } from '../../shared/contract/routes.ts';
import { type AlarmGroup, type AlarmSpec, failureRate, QUARTER_OF_AN_HOUR } from './alarm-spec.ts';
import { RUNS, runsWindow } from './background-alarms.ts';
import { stageMetricPart } from './stage-metrics.ts';

/** The article that all of these lead to: one mail is sent for all. */
const FUNCTIONS_FAILING = 'functions-failing';
/** In percent of calls within a quarter of an hour; with fewer failures there is no rate to speak of. */
const FAILURE_RATE = 1;
const FEW_FAILURES = 3;

const over = (statistic: string, period: Duration = QUARTER_OF_AN_HOUR) => ({ statistic, period });
/** By the names of the functions that routes lead to. */
const routed: readonly string[] = Object.values(routes).map(({ name }) => name);

type Called = { stage: string; name: string; fn: IFunction };

/**
 * What fails for the callers of a function. Each function apart: one that is seldom called must not fail unseen among the
 * calls of the others. Each kind of failure apart: Lambda counts a failure when there is one, and promises no zero.
 */
const functionAlarms = ({ stage, name, fn }: Called): AlarmSpec[] => [
  {
    name: `failing-${name}-stopped`,
    says: `The function ${name} is stopped at its time limit, or crashes.`,
    // A call that failed is an invocation, too.
    metric: failureRate(fn.metricErrors(over('Sum')), fn.metricInvocations(over('Sum')), FEW_FAILURES),
    above: FAILURE_RATE,
    ...silent,
  },
  {
    name: `failing-${name}-throttled`,
    says: `The function ${name} is throttled.`,
    // A throttled call is no invocation: there may be no calls to speak of a rate of.
    metric: fn.metricThrottles(over('Sum')),
    above: FEW_FAILURES - 1,
    ...silent,
  },
  ...(routed.includes(name) ? [answersAlarm(stage, name)] : []),
];

const silent = { article: FUNCTIONS_FAILING, missing: TreatMissingData.NOT_BREACHING };

/** No error to Lambda: the function answered. */
const answersAlarm = (stage: string, name: string): AlarmSpec => ({
  name: `failing-${name}-5xx`,
  says: `The function ${name} answers 5xx.`,
  metric: failureRate(
    stageMetricPart(stage, 'ServerErrors', name, over('Sum')),
    stageMetricPart(stage, 'RequestLatency', name, over('SampleCount')),
    FEW_FAILURES,
  ),
  above: FAILURE_RATE,
  ...silent,
});

/** What no function knows of: that the gateway may not call one, or cannot. */
const gatewayAlarm = (api: HttpApi): AlarmSpec => ({
  name: 'failing-gateway',
  says: 'The gateway answers 5xx.',
  metric: failureRate(api.metricServerError(over('Sum')), api.metricCount(over('Sum')), FEW_FAILURES),
  above: FAILURE_RATE,
  ...silent,
});

/** One is called so seldom that a quarter of an hour has one call. */
const scheduledAlarm = (name: string, { fn, everyMinutes }: Scheduled): AlarmSpec => {
  const period = runsWindow(everyMinutes);
  const runs = Math.min(RUNS, Math.floor(period.toMinutes() / everyMinutes));
  return {
    name: `failing-${name}-stopped`,
    says: `Runs of the function ${name} fail.`,
    metric: fn.metricErrors(over('Sum', period)),
    above: Math.max(runs - 2, 0),
    ...silent,
  };
};

type Scheduled = { fn: IFunction; everyMinutes: number };

export type FunctionsToWatch = {
  api: HttpApi;
  /** By their short names. */
  functions: Record<string, IFunction>;
  /** Those that a clock calls. */
  scheduled: Record<string, Scheduled>;
};

/** One mail for all functions and the gateway. */
export const functionsFailing = (
  stage: string,
  { api, functions, scheduled }: FunctionsToWatch,
): AlarmGroup => ({
  name: FUNCTIONS_FAILING,
  says: 'Requests of one kind fail, and it is not the callers: see which.',
  anyOf: [
    gatewayAlarm(api),
    ...Object.entries(functions).flatMap(([name, fn]) => functionAlarms({ stage, name, fn })),
    ...Object.entries(scheduled).map(([name, each]) => scheduledAlarm(name, each)),
  ],
});
