import { buildApp } from 'fauxqs';
import { answerToOwnNamesOnly } from '../platform/own-names.ts';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import { LOOPBACK } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import type { QueueSpec } from '../template/deployment.ts';
import { sqsCall } from './sqs-call.ts';

/** Where a queue is when a caller signs for no other region. */
export const SQS_REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** What is told of a queue when it is made. */
export type Queue = Pick<QueueSpec, 'name'> &
  Partial<Pick<QueueSpec, 'visibilitySeconds' | 'maxMessageBytes' | 'deadLetters'>>;

export type Sqs = Service & {
  /** Makes the queues that are not there yet, those that others lead to first. */
  ensureQueues: (queues: readonly Queue[]) => Promise<void>;
  queueUrl: (name: string) => string;
};

export type SqsOptions = { port: number; onWire?: OnWire };

/**
 * Starts SQS (fauxqs). What is in a queue is lost when it closes.
 * fauxqs's own `startFauxqs` listens on every interface, so its Fastify app is made to listen here, on the loopback only.
 */
export const startSqs = async ({ port, onWire }: SqsOptions): Promise<Sqs> => {
  const app = buildApp({ logger: false, defaultRegion: SQS_REGION });
  recordWire(app.server, onWire);
  answerToOwnNamesOnly(app.server, LOOPBACK);
  const url = await app.listen({ port, host: LOOPBACK });
  return {
    name: 'sqs',
    url,
    // fauxqs finds a queue by the path alone; the host it would put in (sqs.<region>.localhost) does not resolve everywhere.
    queueUrl: (name) => `${url}/${ACCOUNT}/${name}`,
    ensureQueues: async (queues) => {
      const inOrder = [...queues].sort(
        (one, other) => Number(!!one.deadLetters) - Number(!!other.deadLetters),
      );
      for (const queue of inOrder) await sqsCall(url, 'CreateQueue', creation(queue));
    },
    close: () => app.close(),
  };
};

const creation = ({ name, visibilitySeconds, maxMessageBytes, deadLetters }: Queue) => ({
  QueueName: name,
  Attributes: {
    ...(visibilitySeconds && { VisibilityTimeout: String(visibilitySeconds) }),
    ...(maxMessageBytes && { MaximumMessageSize: String(maxMessageBytes) }),
    ...(deadLetters && { RedrivePolicy: redrivePolicy(deadLetters) }),
  },
});

/** The stand-in has an account of its own; the queue's name is the last part of an ARN. */
const redrivePolicy = ({ arn, maxReceiveCount }: { arn: string; maxReceiveCount: number }): string =>
  JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${SQS_REGION}:${ACCOUNT}:${arn.split(':').pop()}`,
    maxReceiveCount: String(maxReceiveCount),
  });
