import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { routes } from '../../shared/contract/routes.ts';
import type { StageConfig } from '../stage-config.ts';
import type { AlarmSpec } from './alarm-spec.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { apiAlarms, failedCalls, hookAlarms } from './api-alarms.ts';
import { contentAlarms, queueAlarms, reconcilerAlarms } from './background-alarms.ts';
import { tableAlarms } from './table-alarms.ts';

/** What is watched; a part that the stack does not have is left out. */
export type Watched = {
  api: HttpApi;
  /** By their short names, the hook among them. */
  functions: Record<string, IFunction>;
  tables: { users: Table; channels: Table };
  queue?: IQueue;
  deadLetters?: IQueue;
  /** How often the reconciler runs. */
  reconcilesEveryMinutes?: number;
};

export type AlarmsProps = { config: StageConfig; key: Key; watched: Watched };

const RUNBOOK = 'docs/runbook.md';
const FUNCTIONS_FAILING = 'functions-failing';
/** A function that fails this often within five minutes, twice in a quarter of an hour, will not recover by itself. */
const TOLERATED_FAILURES = 2;

/** Few alarms, each for something that hurts people and that somebody can do something about, all to one topic. */
export class Alarms extends Construct {
  /** Those that send a mail. */
  readonly speaking: IAlarm[] = [];
  /** One for each function; the mail is sent for all of them together. */
  readonly silent: Alarm[];
  private readonly stage: string;
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, { config, key, watched }: AlarmsProps) {
    super(scope, id);
    this.stage = config.stage;
    const { topic } = new AlarmTopic(this, 'To', { stage: this.stage, emails: config.alarms.emails, key });
    this.action = new SnsAction(topic);
    const { api, functions, tables, queue, deadLetters, reconcilesEveryMinutes } = watched;
    const { [routes.streamWebhook.name]: hook, ...others } = functions;
    if (!hook) throw new Error('The hook is not among the functions to watch.');
    const apiErrors = apiAlarms(api).map((spec) => this.add(spec));
    for (const spec of [
      ...hookAlarms(this.stage, api, hook),
      ...contentAlarms(this.stage, config.alarms.challengesPerHour),
      ...tableAlarms(tables),
      ...(queue && deadLetters ? queueAlarms(queue, deadLetters) : []),
      ...(reconcilesEveryMinutes ? reconcilerAlarms(this.stage, reconcilesEveryMinutes) : []),
    ])
      this.add(spec);
    this.silent = Object.entries(others).map(([name, fn]) => this.make(functionAlarm(name, fn)));
    this.speakForFunctions(apiErrors[0]);
  }

  private add(spec: AlarmSpec): Alarm {
    const alarm = this.make(spec);
    this.letSpeak(alarm);
    return alarm;
  }

  private letSpeak(alarm: AlarmBase): void {
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
    this.speaking.push(alarm);
  }

  private make({ name, says, article = name, metric, above, periods = 1, of = periods, missing }: AlarmSpec) {
    return new Alarm(this, name, {
      alarmName: `sealed-stream-${this.stage}-${name}`,
      alarmDescription: describe(says, article),
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: periods,
      evaluationPeriods: of,
      treatMissingData: missing,
    });
  }

  /** One mail for all functions, and none when the API's errors have sent one already. */
  private speakForFunctions(apiErrors: Alarm | undefined): void {
    const rules = this.silent.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM));
    this.letSpeak(
      new CompositeAlarm(this, FUNCTIONS_FAILING, {
        compositeAlarmName: `sealed-stream-${this.stage}-${FUNCTIONS_FAILING}`,
        alarmDescription: describe('Functions are stopped, crash or are throttled.', FUNCTIONS_FAILING),
        alarmRule: AlarmRule.anyOf(...rules),
        ...(apiErrors && {
          actionsSuppressor: apiErrors,
          actionsSuppressorWaitPeriod: Duration.minutes(2),
          actionsSuppressorExtensionPeriod: Duration.minutes(5),
        }),
      }),
    );
  }
}

const functionAlarm = (name: string, fn: IFunction): AlarmSpec => ({
  name: `failing-${name}`,
  article: FUNCTIONS_FAILING,
  says: `The function ${name} is stopped, crashes or is throttled.`,
  metric: failedCalls(fn, name),
  above: TOLERATED_FAILURES,
  periods: 2,
  of: 3,
  // Nobody called it.
  missing: TreatMissingData.NOT_BREACHING,
});

const describe = (says: string, article: string): string => `${says} What to do: ${RUNBOOK}#${article}`;
