import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { PartedMetric } from '../../shared/metric-names.ts';
import { FIVE_MINUTES } from './alarm-spec.ts';
import type { Watched } from './alarms.ts';
import { HOOK_BUDGET_MS, hookLatency } from './hook-alarms.ts';
import { stageMetric, stageMetricParts } from './stage-metrics.ts';

const THIRD = 8;
const sum = { period: FIVE_MINUTES, statistic: 'Sum' };

const graph = (title: string, left: IMetric[], more: Partial<GraphWidgetProps> = {}): GraphWidget =>
  new GraphWidget({ title, left, width: THIRD, height: 6, leftYAxis: { min: 0 }, ...more });

/** A line for each part of one of our metrics, those that are not known yet included. */
const parts = (stage: string, name: PartedMetric, statistic?: string): MathExpression =>
  new MathExpression({
    expression: stageMetricParts(stage, name, statistic),
    usingMetrics: {},
    label: '',
    period: FIVE_MINUTES,
  });

/** Is it up, and for whom not? */
export const trafficRow = (stage: string, { api }: Watched): IWidget[] => [
  graph('Requests', [api.metricCount(sum), api.metricClientError(sum), api.metricServerError(sum)], {
    right: [parts(stage, 'ServerErrors')],
  }),
  graph('Errors, by type', [parts(stage, 'RequestErrors')], {
    right: [stageMetric(stage, 'CallersUnnamed').with({ label: 'log lines without a caller' })],
  }),
  graph('Latency, p99 by route (ms)', [parts(stage, 'RequestLatency', 'p99')]),
];

/** Does the barrier hold? */
export const barrierRow = (stage: string, { api }: Watched): IWidget[] => [
  graph(
    "The hook's time (ms)",
    [
      ...['p50', 'p99', 'Maximum'].map((statistic) => hookLatency(api, statistic)),
      stageMetric(stage, 'HookLatency', { statistic: 'p99' }).with({ label: 'p99 of signed calls' }),
    ],
    { leftAnnotations: [{ value: HOOK_BUDGET_MS, label: 'Stream stops waiting', color: '#d62728' }] },
  ),
  graph(
    'Refused by the hook, by reason',
    [
      parts(stage, 'HookRefused'),
      stageMetric(stage, 'HookUnverified').with({ label: 'not to be checked' }),
      stageMetric(stage, 'HookWithoutChannelData').with({ label: 'judged by form alone' }),
    ],
    {
      right: [
        stageMetric(stage, 'HookEvaluated').with({ label: 'asked about' }),
        stageMetric(stage, 'HookRefusals', { statistic: 'SampleCount' }).with({
          label: 'for encrypted channels',
        }),
      ],
    },
  ),
  graph('Past the hook', [
    stageMetric(stage, 'NewMessagesSeen').with({ label: 'new messages on the queue' }),
    stageMetric(stage, 'HookFailedOpen').with({ label: 'let through unchecked' }),
    stageMetric(stage, 'MessagesSwept').with({ label: 'deleted afterwards' }),
    stageMetric(stage, 'SweepsHeldBack').with({ label: 'held back' }),
  ]),
];

/** Do people get in, and are those erased who should be? */
export const onboardingRow = (stage: string): IWidget[] => [
  graph('Onboarding, an hour each', [
    ...(['SignupNew', 'ChallengeSent', 'EnrollNew'] as const).map((name) =>
      stageMetric(stage, name, { period: Duration.hours(1) }),
    ),
  ]),
  graph('Codes not sent, by reason', [
    parts(stage, 'SsksFailed'),
    stageMetric(stage, 'CodesUsedUp').with({ label: 'used up for the day' }),
  ]),
  graph(
    'Erasures; reports',
    [
      parts(stage, 'ErasureRuns'),
      stageMetric(stage, 'ErasuresCompleted'),
      stageMetric(stage, 'ReportNew').with({ label: 'messages reported' }),
    ],
    {
      right: [stageMetric(stage, 'ErasureLag', { statistic: 'Maximum' })],
    },
  ),
];

/** Does the background keep up? */
export const backgroundRow = (stage: string, { queue, deadLetters }: Watched): IWidget[] => [
  ...(queue && deadLetters
    ? [
        graph(
          "The sweeper's queue",
          [
            queue.metricApproximateNumberOfMessagesVisible(),
            deadLetters.metricApproximateNumberOfMessagesVisible(),
          ],
          { right: [queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' })] },
        ),
      ]
    : []),
  graph('Events, by what became of them', [
    parts(stage, 'SweeperEvents'),
    stageMetric(stage, 'EventsUnreadable').with({ label: 'unreadable' }),
  ]),
  graph(
    'Reconciler; Stream not set up',
    [parts(stage, 'ReconcilerRuns'), stageMetric(stage, 'ReconcilerMessages')],
    {
      right: [
        stageMetric(stage, 'ReconcilerLag', { statistic: 'Maximum' }),
        stageMetric(stage, 'StreamSetupPending', { statistic: 'Maximum' }),
      ],
    },
  ),
];

/** Do Lambda and DynamoDB keep up? */
export const resourcesRow = (stage: string, { functions, tables }: Watched): IWidget[] => {
  const each = Object.entries(functions);
  return [
    graph('Functions: errors and throttles', [
      ...each.map(([name, fn]) => fn.metricErrors({ ...sum, label: `${name} errors` })),
      ...each.map(([name, fn]) => fn.metricThrottles({ ...sum, label: `${name} throttles` })),
    ]),
    graph(
      'Functions: at once',
      each.map(([name, fn]) =>
        fn.metric('ConcurrentExecutions', { period: FIVE_MINUTES, statistic: 'Maximum', label: name }),
      ),
    ),
    graph(
      'Tables: throttles',
      Object.entries(tables).flatMap(([name, table]) =>
        ['Read', 'Write'].map((kind) =>
          table.metric(`${kind}ThrottleEvents`, { ...sum, label: `${name} ${kind.toLowerCase()}` }),
        ),
      ),
      {
        right: [
          stageMetric(stage, 'TableThrottled').with({ label: 'attempts turned away' }),
          stageMetric(stage, 'TableFailed').with({ label: 'attempts failed' }),
        ],
      },
    ),
  ];
};

/** What is it that costs? */
export const costRow = (stage: string, { api, functions, tables }: Watched): IWidget[] => {
  const day = { period: Duration.days(1), statistic: 'Sum' };
  return [
    graph('Requests and codes, a day', [api.metricCount(day)], {
      right: [stageMetric(stage, 'ChallengeSent', { period: Duration.days(1) })],
    }),
    graph(
      'Time of functions, a day (ms)',
      Object.entries(functions).map(([name, fn]) => fn.metricDuration({ ...day, label: name })),
      { stacked: true },
    ),
    graph(
      'Read and write units, a day',
      Object.entries(tables).flatMap(([name, table]) => [
        table.metricConsumedReadCapacityUnits({ ...day, label: `${name} read` }),
        table.metricConsumedWriteCapacityUnits({ ...day, label: `${name} written` }),
      ]),
    ),
  ];
};
