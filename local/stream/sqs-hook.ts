import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventHook } from './event-hook-settings.ts';
import { maybeCompressed } from './hook-delivery.ts';
import type { World } from './world.ts';

const MAX_SQS_BYTES = 256 * 1024;
const DEFAULT_REGION = 'us-east-1';

/**
 * Puts an event on the queue of a hook: base64 of its gzip when compression is on, else as the switch `eventBodies.queue` says; a body
 * over 256 KB is dropped, as Stream does; unsigned (stream.md section 9.3). Rejects when the queue does not take it.
 *
 * Left out: `sqs_auth_type: "resource"` and role ARNs (keys of the hook are sent, or stand-ins; local queues ignore them).
 */
export const sendToQueue = async (world: World, hook: EventHook, body: Buffer): Promise<void> => {
  if (!hook.sqs_queue_url) return;
  const bytes = maybeCompressed(world, body);
  const isJson = bytes === body && world.faults.get().eventBodies.queue === 'json';
  const encoded = bytes.toString(isJson ? 'utf8' : 'base64');
  if (Buffer.byteLength(encoded) > MAX_SQS_BYTES) {
    world.line('an event was too large for SQS and dropped');
    return;
  }
  world.wire('out', 'sqs', body);
  const client = new SQSClient({
    region: hook.sqs_region ?? DEFAULT_REGION,
    endpoint: world.sqsEndpoint ?? new URL(hook.sqs_queue_url).origin,
    credentials: { accessKeyId: hook.sqs_key || 'local', secretAccessKey: hook.sqs_secret || 'local' },
    maxAttempts: 2,
  });
  try {
    const command = new SendMessageCommand({ QueueUrl: hook.sqs_queue_url, MessageBody: encoded });
    await client.send(command, { abortSignal: world.background.signal });
  } finally {
    client.destroy();
  }
};
