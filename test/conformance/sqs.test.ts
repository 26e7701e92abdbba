import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SQS_REGION, type Sqs, startSqs } from '../../local/sqs/start-sqs.ts';

const QUEUE = 'stream-events';
let sqs: Sqs;
const received: Uint8Array[] = [];

beforeAll(async () => {
  sqs = await startSqs({ port: 0, onWire: (bytes) => received.push(bytes) });
  await sqs.ensureQueues([{ name: QUEUE }]);
  await sqs.ensureQueues([{ name: QUEUE }]);
});

afterAll(() => sqs.close());

it('takes and gives messages by the queue address it names', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ region: SQS_REGION, endpoint: sqs.url, credentials });
  await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl(QUEUE), MessageBody: 'a marked body' }));
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl(QUEUE) }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['a marked body']);
  client.destroy();
  expect(Buffer.concat(received).toString()).toContain('a marked body');
});

/** A program may listen on an address and port only while nobody listens there, or on all addresses. */
const isFree = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });

it('listens on the loopback interface only', async () => {
  const port = Number(new URL(sqs.url).port);
  const outside = Object.values(networkInterfaces())
    .flat()
    .flatMap((address) =>
      address && !address.internal && address.family === 'IPv4' ? [address.address] : [],
    );
  expect(await isFree('127.0.0.1', port)).toBe(false);
  expect(await isFree('127.0.0.2', port)).toBe(true);
  for (const address of outside) expect(await isFree(address, port)).toBe(true);
});
