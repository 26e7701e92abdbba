import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../lambda/outcome.ts';
import type { EventSourceSpec } from '../template/deployment.ts';
import { sqsCall } from './sqs-call.ts';

/*
 * Lambda's poller of a queue ("Using Lambda with Amazon SQS"): reads a batch, hands it to the function, deletes what was
 * worked off. What failed comes back when its visibility timeout is over, and ends in the dead letter queue after as many
 * times as the queue allows.
 * Left out: more than one batch at a time, scaling, filters, maximum concurrency.
 */

/** The most SQS waits, and gives at a time. */
const WAIT_SECONDS = 20;
const MOST_AT_A_TIME = 10;
const PAUSE_AFTER_ERROR_MS = 500;

export type PollOptions = {
  /** Of the stand-in. */
  url: string;
  queueUrl: string;
  region: string;
  source: EventSourceSpec;
  invoke: (functionName: string, event: string) => Promise<Outcome>;
  /** Told of batches that failed, and of a queue that does not answer. */
  onLine: (line: string) => void;
};

export type Poller = { close: () => Promise<void> };

type Message = {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody?: string;
  Attributes?: Record<string, string>;
};

/** Has a function read a queue until it is closed; a batch it is at is finished first. */
export const pollQueue = (options: PollOptions): Poller => {
  const stop = new AbortController();
  const running = run(options, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await running;
    },
  };
};

const run = async (options: PollOptions, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      const messages = await receive(options, signal);
      if (messages.length > 0) await handOver(options, messages);
    } catch (error) {
      if (signal.aborted) return;
      options.onLine(`${options.source.functionName}: ${(error as Error).message}`);
      await sleep(PAUSE_AFTER_ERROR_MS);
    }
  }
};

const receive = async (
  { url, queueUrl: QueueUrl, source }: PollOptions,
  signal: AbortSignal,
): Promise<Message[]> => {
  const { Messages } = await sqsCall<{ Messages?: Message[] }>(
    url,
    'ReceiveMessage',
    {
      QueueUrl,
      MaxNumberOfMessages: Math.min(source.batchSize, MOST_AT_A_TIME),
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
    },
    signal,
  );
  return Messages ?? [];
};

const handOver = async (options: PollOptions, messages: Message[]): Promise<void> => {
  const { url, queueUrl: QueueUrl, source, invoke, onLine } = options;
  const records = messages.map((message) => toRecord(message, options));
  const outcome = await invoke(source.functionName, JSON.stringify({ Records: records }));
  const failed = failedOf(outcome, messages, source.reportsFailures);
  if (failed.size > 0) onLine(`${source.functionName}: ${failed.size} of ${messages.length} events failed`);
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
  for (const { ReceiptHandle } of done) await sqsCall(url, 'DeleteMessage', { QueueUrl, ReceiptHandle });
};

/** A function's event, record by record ("Example SQS message event"). */
const toRecord = (message: Message, { source, region }: PollOptions) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes ?? {},
  messageAttributes: {},
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: source.queueArn,
  awsRegion: region,
});

/**
 * Which messages to keep: all when the function failed or its report makes no sense, none when it reports nothing
 * ("Success and failure conditions").
 */
const failedOf = (outcome: Outcome, messages: Message[], reportsFailures: boolean): Set<string> => {
  const all = new Set(messages.map(({ MessageId }) => MessageId));
  if (!outcome.ok) return all;
  if (!reportsFailures) return new Set();
  const report = JSON.parse(outcome.payload) as { batchItemFailures?: { itemIdentifier?: unknown }[] } | null;
  const named = (report?.batchItemFailures ?? []).map((failure) => failure?.itemIdentifier);
  const known = named.filter((id): id is string => typeof id === 'string' && all.has(id));
  return known.length === named.length ? new Set(known) : all;
};
