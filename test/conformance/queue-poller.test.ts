import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { failed, type Outcome } from '../../local/lambda/outcome.ts';
import { type Poller, pollQueue } from '../../local/sqs/poll-queue.ts';
import { sqsCall } from '../../local/sqs/sqs-call.ts';
import { type Sqs, startSqs } from '../../local/sqs/start-sqs.ts';
import type { EventSourceSpec } from '../../local/template/deployment.ts';

/** Lambda's poller of a queue: batches, what fails of them, and where it ends. */

let sqs: Sqs;
const pollers: Poller[] = [];
let queue = 0;

beforeAll(async () => {
  sqs = await startSqs({ port: 0 });
});
const closePollers = () => Promise.all(pollers.splice(0).map((poller) => poller.close()));
afterEach(closePollers);
afterAll(() => sqs.close());

type Record = { messageId: string; body: string; [field: string]: unknown };

/** A queue with what is in it; a message that fails comes back after some seconds, and goes after two times. */
const openQueue = async (bodies: string[], visibilitySeconds = 30) => {
  queue += 1;
  const [name, failedName] = [`events-${queue}`, `failed-${queue}`];
  await sqs.ensureQueues([
    { name, visibilitySeconds, deadLetters: { arn: `arn:aws:sqs:x:1:${failedName}`, maxReceiveCount: 2 } },
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
  const poller = pollQueue({
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
  pollers.push(poller);
  return batches;
};

const until = async (isSo: () => Promise<boolean> | boolean) => {
  for (let waited = 0; waited < 20_000; waited += 20) {
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
  expect(performance.now() - sent).toBeLessThan(5_000); // it would wait for 20 s
});

/** Long enough that a batch is worked off before it comes back, on a busy machine too. */
const VISIBLE_AGAIN_SECONDS = 2;

type Failing = { bodies: string[]; answer: (records: Record[]) => unknown; dead: number };

/** Polls until that many messages are put away; gives the bodies handed over, by name, and how many messages are left. */
const workOff = async ({ bodies, answer, dead: wanted }: Failing) => {
  const { name, left, dead } = await openQueue(bodies, VISIBLE_AGAIN_SECONDS);
  const batches = poll(name, answer);
  await until(async () => (await dead()) === wanted);
  const handedOver = batches.flatMap((batch) => batch.map(({ body }) => body)).sort();
  return { handedOver, left: await left() };
};

describe('what fails comes back, and is put away after as often as the queue says', () => {
  const both = { bodies: ['one', 'two'], dead: 2, handedOver: ['one', 'one', 'two', 'two'] };
  const cases = [
    {
      ...{ title: 'the message that the function names', answer: failing('bad') },
      ...{ bodies: ['good', 'bad'], dead: 1, handedOver: ['bad', 'bad', 'good'] },
    },
    { ...both, title: 'the whole batch when the function fails', answer: () => new Error('no') },
    {
      ...both,
      title: 'the whole batch when what is named is not in it',
      answer: () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] }),
    },
    {
      ...both,
      title: 'the whole batch when what is named has no name',
      answer: () => ({ batchItemFailures: [{}] }),
    },
  ];
  // Side by side: each waits only for its own queue.
  let working: Promise<PromiseSettledResult<Awaited<ReturnType<typeof workOff>>>[]>;
  beforeAll(() => {
    working = Promise.allSettled(cases.map(workOff));
  });

  it.each(cases.map(({ title, handedOver }, index) => [title, handedOver, index] as const))(
    '%s',
    async (_, handedOver, index) => {
      expect((await working)[index]).toEqual({ status: 'fulfilled', value: { handedOver, left: 0 } });
    },
  );
});

it('takes a batch for done when the function reports nothing, or is not asked to', async () => {
  const quiet = await openQueue(['one']);
  poll(quiet.name, () => null);
  await until(async () => (await quiet.left()) === 0);
  const unasked = await openQueue(['bad']);
  poll(unasked.name, failing('bad'), { reportsFailures: false });
  await until(async () => (await unasked.left()) === 0);
  expect([await quiet.dead(), await unasked.dead()]).toEqual([0, 0]);
});
