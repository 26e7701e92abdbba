import type { EventSourceSpec, LambdaSpec, QueueSpec } from './deployment.ts';
import type { Resolver } from './resolver.ts';

/** Defaults of SQS and of Lambda ("AWS::SQS::Queue", "AWS::Lambda::EventSourceMapping"). */
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_MAX_BYTES = 1024 * 1024;
const DEFAULT_BATCH_SIZE = 10;

export const readQueues = (resolver: Resolver): QueueSpec[] =>
  resolver.ofType('AWS::SQS::Queue').map(([id]) => {
    const { property } = resolver;
    const redrive = property(id, 'RedrivePolicy') as
      | { deadLetterTargetArn: string; maxReceiveCount: number }
      | undefined;
    return {
      name: resolver.attribute(id, 'QueueName'),
      url: resolver.ref(id),
      arn: resolver.attribute(id, 'Arn'),
      visibilitySeconds: Number(property(id, 'VisibilityTimeout') ?? DEFAULT_VISIBILITY_SECONDS),
      maxMessageBytes: Number(property(id, 'MaximumMessageSize') ?? DEFAULT_MAX_BYTES),
      deadLetters: redrive
        ? { arn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount }
        : null,
    };
  });

/** Throws for an event source that is no queue: this machine reads no other. */
export const readEventSources = (resolver: Resolver, functions: LambdaSpec[]): EventSourceSpec[] =>
  resolver.ofType('AWS::Lambda::EventSourceMapping').map(([id]) => {
    const { property } = resolver;
    const queueArn = String(property(id, 'EventSourceArn'));
    const target = property(id, 'FunctionName');
    const lambda = functions.find(({ functionName, arn }) => functionName === target || arn === target);
    if (!lambda || !queueArn.includes(':sqs:'))
      throw new Error(`Template: ${id} must lead from a queue to a function with bundled code`);
    const responseTypes = (property(id, 'FunctionResponseTypes') ?? []) as string[];
    return {
      functionName: lambda.name,
      queueArn,
      batchSize: Number(property(id, 'BatchSize') ?? DEFAULT_BATCH_SIZE),
      batchWindowSeconds: Number(property(id, 'MaximumBatchingWindowInSeconds') ?? 0),
      reportsFailures: responseTypes.includes('ReportBatchItemFailures'),
    };
  });
