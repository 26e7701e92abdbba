import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';

export type Outputs = Readonly<Record<string, string>>;
export type Concurrency = { all: number; unreserved: number };
export type Alarm = { name: string; isRinging: boolean };

/** What is asked of the operator's AWS account, with their own credentials. Each only reads, and throws what AWS answers. */
export type Account = {
  /** Outputs of the stage's stack; null when there is no such stack. */
  outputs: (stage: string) => Promise<Outputs | null>;
  concurrency: () => Promise<Concurrency>;
  /** Address and region of a queue; null when there is none of this name. */
  queue: (name: string) => Promise<{ url: string; region: string } | null>;
  waiting: (queueUrl: string) => Promise<number>;
  alarms: (prefix: string) => Promise<Alarm[]>;
};

/** Region, credentials and endpoints are the AWS SDK's own: environment, profile, sign-on. */
export const openAccount = (): Account => {
  const [stacks, lambda, sqs, watch] = [
    new CloudFormationClient({}),
    new LambdaClient({}),
    new SQSClient({}),
    new CloudWatchClient({}),
  ];
  return {
    async outputs(stage) {
      try {
        const StackName = `SealedStream-${stage}`;
        const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
        return outputsOf(Stacks[0]?.Outputs ?? []);
      } catch (error) {
        if (isNamed(error, 'ValidationError') && /does not exist/.test((error as Error).message)) return null;
        throw error;
      }
    },
    async concurrency() {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return {
        all: AccountLimit?.ConcurrentExecutions ?? 0,
        unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
      };
    },
    async queue(QueueName) {
      try {
        const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
        return { url: QueueUrl, region: await sqs.config.region() };
      } catch (error) {
        if (isNamed(error, 'QueueDoesNotExist')) return null;
        throw error;
      }
    },
    async waiting(QueueUrl) {
      const name = 'ApproximateNumberOfMessages';
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
      );
      return Number(Attributes?.[name] ?? 0);
    },
    async alarms(AlarmNamePrefix) {
      const found: Alarm[] = [];
      for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
        { client: watch },
        { AlarmNamePrefix },
      ))
        for (const { AlarmName = '', StateValue } of MetricAlarms)
          found.push({ name: AlarmName, isRinging: StateValue === 'ALARM' });
      return found;
    },
  };
};

const outputsOf = (outputs: readonly { OutputKey?: string; OutputValue?: string }[]): Outputs =>
  Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));

const isNamed = (error: unknown, name: string): boolean =>
  (error as { name?: unknown } | null)?.name === name;

/** What AWS refused, in its own words: an operator's permissions and names of resources, nothing of a user's. */
export const awsProblem = (error: unknown): string => {
  const { name, message } = error as Error;
  return `AWS could not be asked (${name}: ${message})`;
};
