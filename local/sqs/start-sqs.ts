import { buildApp } from 'fauxqs';
import { type OnWire, recordWire } from '../platform/record-wire.ts';
import type { Service } from '../platform/service.ts';

/** Where a queue is when a caller signs for no other region. */
export const SQS_REGION = 'us-east-1';
const ACCOUNT = '000000000000';

export type Sqs = Service & { queueUrl: string };

export type SqsOptions = { port: number; queueName: string; onWire?: OnWire };

/**
 * Starts SQS (fauxqs) with one queue. What is in the queue is lost when it closes.
 * fauxqs's own `startFauxqs` listens on every interface, so its Fastify app is made to listen here, on the loopback only.
 */
export const startSqs = async ({ port, queueName, onWire }: SqsOptions): Promise<Sqs> => {
  const app = buildApp({ logger: false, defaultRegion: SQS_REGION });
  recordWire(app.server, onWire);
  const url = await app.listen({ port, host: '127.0.0.1' });
  await createQueue(url, queueName);
  // fauxqs finds a queue by the path alone; the host it would put in (sqs.<region>.localhost) does not resolve everywhere.
  return { name: 'sqs', url, queueUrl: `${url}/${ACCOUNT}/${queueName}`, close: () => app.close() };
};

const createQueue = async (url: string, QueueName: string): Promise<void> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
    body: JSON.stringify({ QueueName }),
  });
  if (!answer.ok) throw new Error(`The queue could not be made: ${await answer.text()}`);
};
