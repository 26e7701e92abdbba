import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
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
import { contentAlarms, queueAlarms, reconcilerAlarms } from './background-alarms.ts';
import { FUNCTIONS_FAILING, functionAlarm, gatewayAlarm } from './function-alarms.ts';
import { hookAlarms } from './hook-alarms.ts';
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
/** Somebody waits for the one, and the reconciler's alarm speaks for the other, which is called too seldom to fail often. */
const WATCHED_OTHERWISE = ['configure-stream', 'reconcile'];

/** Few alarms, each for something that hurts people and that somebody can do something about, all to one topic. */
export class Alarms extends Construct {
  /** Those that send a mail. */
  readonly speaking: IAlarm[] = [];
  /** One for each function that is called often, one for the gateway; the mail is sent for all of them together. */
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
    for (const spec of [
      ...hookAlarms(this.stage, api, hook),
      ...contentAlarms(this.stage, config.alarms.challengesPerHour),
      ...tableAlarms(tables),
      ...(queue && deadLetters ? queueAlarms(queue, deadLetters) : []),
      ...(reconcilesEveryMinutes ? reconcilerAlarms(this.stage, reconcilesEveryMinutes) : []),
    ])
      this.letSpeak(this.make(spec));
    const called = Object.entries(others).filter(([name]) => !WATCHED_OTHERWISE.includes(name));
    this.silent = [gatewayAlarm(api), ...called.map(([name, fn]) => functionAlarm(this.stage, name, fn))].map(
      (spec) => this.make(spec),
    );
    this.speakForFunctions();
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

  /** One mail for all functions and the gateway. */
  private speakForFunctions(): void {
    const rules = this.silent.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM));
    this.letSpeak(
      new CompositeAlarm(this, FUNCTIONS_FAILING, {
        compositeAlarmName: `sealed-stream-${this.stage}-${FUNCTIONS_FAILING}`,
        alarmDescription: describe(
          'Requests of one kind fail, and it is not the callers: see which.',
          FUNCTIONS_FAILING,
        ),
        alarmRule: AlarmRule.anyOf(...rules),
      }),
    );
  }
}

const describe = (says: string, article: string): string => `${says} What to do: ${RUNBOOK}#${article}`;
