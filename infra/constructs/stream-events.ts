import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { sweepersAtOnce } from '../concurrency.ts';

/** Stream's AWS account, which puts events on its customers' queues (Stream's documentation, "SQS"). */
const STREAM_ACCOUNT = 'arn:aws:iam::185583345998:root';
/** What Stream sends at most; it drops larger events. */
const MAX_MESSAGE_BYTES = 256 * 1024;
const ATTEMPTS = 5;
/** As AWS asks: six times what the function that reads the queue may take. */
const SWEEP_TIMEOUT = Duration.seconds(30);
const VISIBILITY = Duration.seconds(180);
export const sweepSizing = { timeout: SWEEP_TIMEOUT };

/**
 * What Stream has stored or changed, on its way to the sweeper. Only Stream's account may put events here, over TLS.
 * Encrypted with SQS's own keys: docs/decisions/010-stream-queue.md.
 */
export class StreamEvents extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Neither has a name of ours: for a minute after a queue is deleted SQS gives its name to no other, so that a stack that is
    // deployed, fails and is deployed again would fail once more.
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ArnPrincipal(STREAM_ACCOUNT)],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );
  }

  /** Has the function read the queue, without waiting for a batch to fill: a plaintext message is seen until it is swept. */
  consumeWith(fn: LambdaFunction, reserved: number | undefined): void {
    fn.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        // More than are set apart would be throttled, and a throttled event counts as one that failed.
        maxConcurrency: sweepersAtOnce(reserved),
      }),
    );
  }
}
