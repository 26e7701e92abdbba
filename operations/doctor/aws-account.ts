import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

import { type MetricName, NAMESPACE } from '../../shared/metric-names.ts';
import { describeAwsError } from '../aws-settings.ts';

export type Outputs = Readonly<Record<string, string>>;
/** `status` in CloudFormation's own words. */
export type StackState = { status: string; isProtected: boolean };
export type Concurrency = { all: number; unreserved: number };
/** `GONE`: the stack made it, and it is not there any more. */
export type Alarm = { name: string; state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'GONE' };

/** What is asked of the operator's AWS account, with their own credentials. Each only reads, and throws what AWS answers. */
export type Account = {
  /** Outputs of the stage's stack; null when there is no such stack. */
  outputs: (stage: string) => Promise<Outputs | null>;
  /** How the stage's stack stands; null when there is no such stack. */
  stack: (stage: string) => Promise<StackState | null>;
  concurrency: () => Promise<Concurrency>;
  /** How many messages wait in a queue; null when there is no such queue. */
  waiting: (queueUrl: string) => Promise<number | null>;
  /** What was counted of a metric of ours within a day; null when nothing was. */
  dayOf: (stage: string, metric: MetricName) => Promise<{ sum: number; samples: number } | null>;
  /** Those that the stage's stack made, and no other: a prefix would take those of stage `prod-eu` for those of `prod`. */
  alarms: (stage: string) => Promise<Alarm[]>;
};

/** Region, credentials and endpoints are the AWS SDK's own: environment, profile, sign-on. */
export const openAccount = (): Account => {
  const [stacks, lambda, sqs, watch] = [
    new CloudFormationClient({}),
    new LambdaClient({}),
    new SQSClient({}),
    new CloudWatchClient({}),
  ];
  const find = async (stage: string) => {
    try {
      const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: stackOf(stage) }));
      return Stacks[0] ?? null;
    } catch (error) {
      if (isNamed(error, 'ValidationError') && /does not exist/.test((error as Error).message)) return null;
      throw error;
    }
  };
  return {
    async outputs(stage) {
      const stack = await find(stage);
      return stack && outputsOf(stack.Outputs ?? []);
    },
    async stack(stage) {
      const stack = await find(stage);
      return (
        stack && {
          status: stack.StackStatus ?? 'unknown',
          isProtected: stack.EnableTerminationProtection ?? false,
        }
      );
    },
    async concurrency() {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return {
        all: AccountLimit?.ConcurrentExecutions ?? 0,
        unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
      };
    },
    async waiting(QueueUrl) {
      const name = 'ApproximateNumberOfMessages';
      try {
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
        );
        return Number(Attributes?.[name] ?? 0);
      } catch (error) {
        if (isNamed(error, 'QueueDoesNotExist')) return null;
        throw error;
      }
    },
    async dayOf(stage, MetricName) {
      const EndTime = new Date();
      const { Datapoints = [] } = await watch.send(
        new GetMetricStatisticsCommand({
          Namespace: NAMESPACE,
          MetricName,
          Dimensions: [{ Name: 'stage', Value: stage }],
          StartTime: new Date(EndTime.getTime() - DAY_SECONDS * 1000),
          EndTime,
          Period: DAY_SECONDS,
          Statistics: ['Sum', 'SampleCount'],
        }),
      );
      if (Datapoints.length === 0) return null;
      const total = (of: 'Sum' | 'SampleCount') =>
        Datapoints.reduce((sum, point) => sum + (point[of] ?? 0), 0);
      return { sum: total('Sum'), samples: total('SampleCount') };
    },
    async alarms(stage) {
      const names: string[] = [];
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client: stacks },
        { StackName: stackOf(stage) },
      ))
        for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries)
          if (ALARMS.test(ResourceType ?? '') && PhysicalResourceId) names.push(nameOf(PhysicalResourceId));
      const found: Alarm[] = [];
      for (let first = 0; first < names.length; first += ALARMS_AT_ONCE)
        found.push(...(await statesOf(watch, names.slice(first, first + ALARMS_AT_ONCE))));
      return found;
    },
  };
};

const DAY_SECONDS = 86_400;

const stackOf = (stage: string): string => `SealedStream-${stage}`;

const ALARMS = /^AWS::CloudWatch::(Composite)?Alarm$/;
/** `DescribeAlarms` takes so many names. */
const ALARMS_AT_ONCE = 100;

/** CloudFormation calls an alarm by its name, and a composite one by its ARN ("Return values" of the two resource types). */
const nameOf = (physicalId: string): string => physicalId.replace(/^arn:.*:alarm:/, '');

const statesOf = async (watch: CloudWatchClient, AlarmNames: string[]): Promise<Alarm[]> => {
  const { MetricAlarms = [], CompositeAlarms = [] } = await watch.send(
    new DescribeAlarmsCommand({
      AlarmNames,
      // Composite alarms are left out unless asked for.
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: ALARMS_AT_ONCE,
    }),
  );
  const states = new Map(
    [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => [AlarmName, StateValue]),
  );
  return AlarmNames.map((name) => ({ name, state: states.get(name) ?? 'GONE' }));
};

const outputsOf = (outputs: readonly { OutputKey?: string; OutputValue?: string }[]): Outputs =>
  Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));

const isNamed = (error: unknown, name: string): boolean =>
  (error as { name?: unknown } | null)?.name === name;

/** What AWS refused, in its own words: an operator's permissions and names of resources, nothing of a user's. */
export const awsProblem = (error: unknown): string => `AWS could not be asked (${describeAwsError(error)})`;
