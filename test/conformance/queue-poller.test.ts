import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { failed, type Outcome } from '../../local/lambda/outcome.ts';
import { type Poller, pollQueue } from '../../local/sqs/poll-queue.ts';
import { sqsCall } from '../../local/sqs/sqs-call.ts';
import { type Sqs, startSqs } from '../../local/sqs/start-sqs.ts';
import type { EventSourceSpec } from '../../local/template/deployment.ts';

/** Lambda's poller of a queue: batches, what fails of them, and where it ends. */

let sqs: Sqs;
let poller: Poller | undefined;
let queue = 0;

beforeAll(async () => {
  sqs = await startSqs({ port: 0 });
});
afterEach(async () => {
  await poller?.close();
  poller = undefined;
});
afterAll(() => sqs.close());

type Record = { messageId: string; body: string; [field: string]: unknown };

/** A queue with what is in it; a message that fails comes back after a second, and goes after two times. */
const openQueue = async (bodies: string[]) => {
  queue += 1;
  const [name, failedName] = [`events-${queue}`, `failed-${queue}`];
  await sqs.ensureQueues([
    { name, visibilitySeconds: 1, deadLetters: { arn: `arn:aws:sqs:x:1:${failedName}`, maxReceiveCount: 2 } },
    { name: failedName },
  ]);
  const send = (MessageBody: string) =>
    sqsCall(sqs.url, 'SendMessage', { QueueUrl: sqs.queueUrl(name), MessageBody });
  for (const body of bodies) await send(body);
  const count = async (of: string) => {
    const { Attributes } = await sqsCall<{ Attributes: { [name: string]: string } }>(
      sqs.url,
      'GetQueueAttributes',
      { QueueUrl: sqs.queueUrl(of), AttributeNames: ['All'] },
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    );
  };
  return { name, send, left: () => count(name), dead: () => count(failedName) };
};

/** Polls with a function in our own hands; answers the bodies of each batch it was given. */
const poll = (
  name: string,
  answer: (records: Record[]) => unknown,
  source: Partial<EventSourceSpec> = {},
) => {
  const batches: Record[][] = [];
  poller = pollQueue({
    url: sqs.url,
    queueUrl: sqs.queueUrl(name),
    region: 'us-east-1',
    source: {
      functionName: 'sweep',
      queueArn: `arn:aws:sqs:us-east-1:123456789012:${name}`,
      batchSize: 10,
      batchWindowSeconds: 0,
      reportsFailures: true,
      ...source,
    },
    invoke: async (_, event): Promise<Outcome> => {
      const { Records } = JSON.parse(event) as { Records: Record[] };
      batches.push(Records);
      const answered = answer(Records);
      return answered instanceof Error
        ? failed('Error', answered.message)
        : { ok: true, payload: JSON.stringify(answered ?? null) };
    },
    onLine: () => {},
  });
  return batches;
};

const until = async (isSo: () => Promise<boolean> | boolean) => {
  for (let waited = 0; waited < 8_000; waited += 20) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error('It did not come to that');
};
const failing = (body: string) => (records: Record[]) => ({
  batchItemFailures: records
    .filter((record) => record.body === body)
    .map(({ messageId }) => ({ itemIdentifier: messageId })),
});

it("hands a batch over in Lambda's form, and deletes what was worked off", async () => {
  const { name, left } = await openQueue(['one', 'two', 'three']);
  const batches = poll(name, () => ({ batchItemFailures: [] }), { batchSize: 2 });
  await until(async () => (await left()) === 0);
  expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
  expect(batches[0]?.[0]).toMatchObject({
    body: 'one',
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    attributes: { ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:${name}`,
    awsRegion: 'us-east-1',
  });
});

it('hands over at once what comes while it waits', async () => {
  const { name, send } = await openQueue([]);
  const batches = poll(name, () => null);
  await sleep(300);
  const sent = performance.now();
  await send('late');
  await until(() => batches.length === 1);
  expect(performance.now() - sent).toBeLessThan(1_000);
});

it('keeps what the function names, hands it over again, and puts it away after as often as the queue says', async () => {
  const { name, left, dead } = await openQueue(['good', 'bad']);
  const batches = poll(name, failing('bad'));
  await until(async () => (await dead()) === 1);
  expect(await left()).toBe(0);
  expect(batches.map((batch) => batch.map(({ body }) => body))).toEqual([['good', 'bad'], ['bad']]);
});

it.each([
  ['when the function fails', () => new Error('no')],
  ['when what it names is in no batch', () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ['when what it names has no name', () => ({ batchItemFailures: [{}] })],
])('keeps the whole batch %s', async (_, answer) => {
  const { name, left, dead } = await openQueue(['one', 'two']);
  const batches = poll(name, answer);
  await until(async () => (await dead()) === 2);
  expect(await left()).toBe(0);
  expect(batches).toHaveLength(2);
});

it('takes a batch for done when the function reports nothing, or is not asked to', async () => {
  const quiet = await openQueue(['one']);
  poll(quiet.name, () => null);
  await until(async () => (await quiet.left()) === 0);
  await poller?.close();
  const unasked = await openQueue(['bad']);
  poll(unasked.name, failing('bad'), { reportsFailures: false });
  await until(async () => (await unasked.left()) === 0);
  expect([await quiet.dead(), await unasked.dead()]).toEqual([0, 0]);
});
