import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { routes } from '../../shared/contract/routes.ts';
import type { StageConfig } from '../stage-config.ts';
import type { AlarmGroup, AlarmSpec } from './alarm-spec.ts';
import { AlarmTopic } from './alarm-topic.ts';
import {
  contentAlarms,
  ERASES_EVERY_MINUTES,
  erasureAlarms,
  eventAlarms,
  queueAlarms,
  reconcilerAlarms,
} from './background-alarms.ts';
import { functionsFailing } from './function-alarms.ts';
import { hookAlarms } from './hook-alarms.ts';
import { setupAlarms } from './setup-alarms.ts';
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
/** Somebody waits for the first, and the others are called too seldom for a rate: they have alarms of their own kind. */
const WATCHED_OTHERWISE = ['configure-stream', 'reconcile', 'erase-due'];

/**
 * Few alarms that speak, each for something that hurts people and that somebody can do something about, all to one topic.
 * Each must ring by rules that AWS has published: docs/decisions/016-alarms-that-must-ring.md.
 */
export class Alarms extends Construct {
  /** Those that send a mail. */
  readonly speaking: IAlarm[] = [];
  /** The members of groups; the mail is sent for the group. */
  readonly silent: Alarm[] = [];
  readonly topic: Topic;
  private readonly stage: string;

  constructor(scope: Construct, id: string, { config, key, watched }: AlarmsProps) {
    super(scope, id);
    this.stage = config.stage;
    const specs = specsOf(config, watched);
    this.topic = new AlarmTopic(this, 'To', {
      stage: this.stage,
      emails: config.alarms.emails,
      key,
      alarmNames: specs.map(({ name }) => this.nameOf(name)),
    }).topic;
    const action = new SnsAction(this.topic);
    for (const spec of specs) {
      const alarm = 'anyOf' in spec ? this.group(spec) : this.make(spec);
      this.letSpeak(alarm, action, 'speaksOfSilence' in spec);
    }
  }

  private nameOf(name: string): string {
    return `sealed-stream-${this.stage}-${name}`;
  }

  private letSpeak(alarm: AlarmBase, action: SnsAction, speaksOfSilence: boolean): void {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    if (speaksOfSilence) alarm.addInsufficientDataAction(action);
    this.speaking.push(alarm);
  }

  private make({ name, says, article = name, metric, above, periods = 1, of = periods, missing }: AlarmSpec) {
    return new Alarm(this, name, {
      alarmName: this.nameOf(name),
      alarmDescription: describe(says, article),
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: periods,
      evaluationPeriods: of,
      treatMissingData: missing,
    });
  }

  /** One mail for all of a group. */
  private group({ name, says, anyOf }: AlarmGroup): CompositeAlarm {
    const members = anyOf.map((spec) => this.make(spec));
    this.silent.push(...members);
    return new CompositeAlarm(this, name, {
      compositeAlarmName: this.nameOf(name),
      alarmDescription: describe(says, name),
      alarmRule: AlarmRule.anyOf(...members.map(rings)),
    });
  }
}

/**
 * By its name, and not by the ARN that CDK would write: a rule has 10,240 characters, and a group some seventy members. CloudWatch takes either (API,
 * `PutCompositeAlarm`, "AlarmRule").
 */
const rings = ({ alarmName }: Alarm) => AlarmRule.fromString(`ALARM("${alarmName}")`);

const specsOf = (config: StageConfig, watched: Watched): (AlarmSpec | AlarmGroup)[] => {
  const { stage } = config;
  const { api, functions, queue, deadLetters, reconcilesEveryMinutes: everyMinutes } = watched;
  const { [routes.streamWebhook.name]: hook, reconcile, 'erase-due': erases, ...others } = functions;
  if (!hook) throw new Error('The hook is not among the functions to watch.');
  const called = Object.entries(others).filter(([name]) => !WATCHED_OTHERWISE.includes(name));
  return [
    ...hookAlarms(stage, hook),
    ...contentAlarms(stage, config.alarms.challengesPerHour),
    ...setupAlarms(stage),
    ...tableAlarms(stage),
    ...(queue && deadLetters ? [...eventAlarms(stage), ...queueAlarms(queue, deadLetters)] : []),
    ...(everyMinutes ? reconcilerAlarms(stage, everyMinutes) : []),
    ...(erases ? erasureAlarms(stage) : []),
    functionsFailing(stage, {
      api,
      functions: Object.fromEntries(called),
      scheduled: {
        ...(reconcile && everyMinutes && { reconcile: { fn: reconcile, everyMinutes } }),
        ...(erases && { 'erase-due': { fn: erases, everyMinutes: ERASES_EVERY_MINUTES } }),
      },
    }),
  ];
};

const describe = (says: string, article: string): string => `${says} What to do: ${RUNBOOK}#${article}`;
