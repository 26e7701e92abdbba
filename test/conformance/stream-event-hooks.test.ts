import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Channel, Event } from 'stream-chat';
import { readQueuedEvent } from '../../shared/adapters/stream-queue.ts';
import { openHookServer, openStage, type Stage, until } from './stream-stage.ts';

let stage: Stage;
let hook: Awaited<ReturnType<typeof openHookServer>>;
let group: Channel;
let rooms = 0;

beforeAll(async () => {
  hook = await openHookServer();
  stage = await openStage();
});
beforeEach(async () => {
  stage.service.faults.reset();
  await setHooks([]);
  hook.calls.length = 0;
  hook.answer = () => ({});
  rooms += 1;
  group = await stage.channel(`room-${rooms}`, ['ann', 'ben'], { session_id: 's1' });
});
afterAll(async () => {
  await stage.close();
  await hook.close();
});

const setHooks = (event_hooks: object[], more = {}) =>
  stage.server.updateAppSettings({ event_hooks, enable_hook_payload_compression: false, ...more } as never);
const webhook = (more = {}) => ({
  enabled: true,
  hook_type: 'webhook',
  webhook_url: hook.url,
  event_types: [],
  ...more,
});
const parsed = (index: number) => {
  const call = hook.calls[index];
  return stage.server.verifyAndParseWebhook(call?.body ?? '', String(call?.headers['x-signature']));
};
const send = (text: string) => group.sendMessage({ text, user_id: 'ann' });

describe('event hooks of kind webhook', () => {
  it('get the event with the channel and its members, signed', async () => {
    await setHooks([webhook({ event_types: ['message.new'] })]);
    const { message } = await send('to the hook');
    await until(() => hook.calls.length === 1);
    expect(parsed(0)).toMatchObject({
      type: 'message.new',
      cid: group.cid,
      message: { id: message.id, text: 'to the hook' },
      channel: { cid: group.cid },
      members: [{ user_id: 'ann' }, { user_id: 'ben', unread_messages: 1 }],
    });
    expect(parsed(0).channel).not.toHaveProperty('session_id'); // as documented, unless told
  });

  it.each([
    ['none', undefined, undefined],
    ['bare', { type: 'messaging' }, undefined],
    ['apart', { type: 'messaging' }, { session_id: 's1' }],
    ['whole', { session_id: 's1' }, undefined],
  ] as const)('can say of the channel of a message: %s', async (channel, where, custom) => {
    await setHooks([webhook({ event_types: ['message.new'] })]);
    stage.service.faults.set({ eventBodies: { channel } });
    await send('to the hook');
    await until(() => hook.calls.length === 1);
    const event = parsed(0) as { channel?: object; channel_custom?: object };
    expect(event.channel_custom).toEqual(custom);
    if (where === undefined) expect(event).not.toHaveProperty('channel');
    else expect(event.channel).toMatchObject({ ...where, cid: group.cid });
    if (channel !== 'whole') expect(event.channel ?? {}).not.toHaveProperty('session_id');
  });

  it('get only the types they list; an empty list is all built-in ones, custom events need their switch', async () => {
    await setHooks([webhook({ event_types: ['message.updated'] })]);
    const { message } = await send('one');
    await stage.server.updateMessage({ id: message.id, text: 'two', user_id: 'ann' } as never);
    await until(() => hook.calls.length === 1);
    expect(parsed(0).type).toBe('message.updated');
    await setHooks([webhook()]);
    await group.sendEvent({ type: 'rekey', user_id: 'ann' } as never);
    await group.sendReaction(message.id, { type: 'love' }, {} as never).catch(() => {});
    await send('three');
    await until(() => hook.calls.some((_call, index) => parsed(index).type === 'message.new'));
    expect(hook.calls.map((_call, index) => parsed(index).type)).not.toContain('rekey');
    await setHooks([webhook({ should_send_custom_events: true })]);
    await group.sendEvent({ type: 'rekey', user_id: 'ann' } as never);
    await until(() => hook.calls.some((_call, index) => parsed(index).type === ('rekey' as Event['type'])));
  });

  it('are retried on 5xx with the same id, up to three attempts', async () => {
    hook.answer = () => ({ status: hook.calls.length < 3 ? 503 : 200 });
    await setHooks([webhook({ event_types: ['message.new'] })]);
    await send('again');
    await until(() => hook.calls.length === 3);
    expect(hook.calls.map(({ headers }) => headers['x-webhook-attempt'])).toEqual(['1', '2', '3']);
    expect(new Set(hook.calls.map(({ headers }) => headers['x-webhook-id'])).size).toBe(1);
  });

  it('are not called when disabled, and not retried on 4xx', async () => {
    hook.answer = () => ({ status: 400 });
    const off = await openHookServer();
    await setHooks([
      webhook({ enabled: false, webhook_url: off.url }),
      webhook({ event_types: ['message.new'] }),
    ]);
    await send('once');
    await until(() => hook.calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([hook.calls.length, off.calls.length]).toEqual([1, 0]);
    await off.close();
  });

  it('say when the before-message-send hook had failed, which clients are not told', async () => {
    await setHooks([webhook({ event_types: ['message.new'] })], {
      before_message_send_hook_url: 'http://127.0.0.1:1/',
    });
    const { message } = await send('slipped through');
    await until(() => hook.calls.length === 1);
    expect(parsed(0).message).toMatchObject({ before_message_send_failed: true });
    expect(message).not.toHaveProperty('before_message_send_failed');
    await setHooks([], { before_message_send_hook_url: '' });
  });
});

describe('event hooks of kind sqs', () => {
  let sqs: FauxqsServer;
  let client: SQSClient;
  let queueUrl: string;

  beforeAll(async () => {
    sqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false } as Parameters<
      typeof startFauxqs
    >[0]);
    queueUrl = sqs.createQueue('events').queueUrl;
    client = new SQSClient({
      region: 'us-east-1',
      endpoint: sqs.address,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  });
  afterAll(async () => {
    client.destroy();
    await sqs.stop();
  });

  const receive = async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 1 }),
    );
    const [first] = Messages;
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: first?.ReceiptHandle }));
    return first?.Body ?? '';
  };
  const queueHook = () => ({
    enabled: true,
    hook_type: 'sqs',
    event_types: ['message.new'],
    sqs_queue_url: queueUrl.replace(/^http:\/\/[^/]+/, sqs.address),
    sqs_region: 'us-east-1',
  });

  const queued = {
    type: 'message.new',
    message: { text: 'queued' },
    members: [{ user_id: 'ann' }, { user_id: 'ben' }],
  };

  it('put JSON on the queue as it is, which two of the SDKs describe and this one cannot parse', async () => {
    await setHooks([queueHook()]);
    await send('queued');
    const body = await receive();
    expect(JSON.parse(body)).toMatchObject(queued);
    expect(() => stage.server.parseSqs(body)).toThrow('base64');
    expect(readQueuedEvent(body)).toMatchObject(queued);
  });

  it.each([
    ['base64 JSON', false],
    ['base64 of gzip', true],
  ])('put %s on the queue, which the SDK parses', async (_name, compressed) => {
    await setHooks([queueHook()], { enable_hook_payload_compression: compressed });
    // What is compressed is no text, so the switch does not matter.
    stage.service.faults.set({ eventBodies: { queue: compressed ? 'json' : 'base64' } });
    await send('queued');
    const body = await receive();
    expect(readQueuedEvent(body)).toMatchObject(queued);
    expect(
      Buffer.from(body, 'base64')
        .subarray(0, 2)
        .equals(Buffer.from([0x1f, 0x8b])),
    ).toBe(compressed);
    expect(stage.server.parseSqs(body)).toMatchObject(queued);
  });

  it('send nothing while switched off', async () => {
    await setHooks([queueHook()]);
    stage.service.faults.set({ eventHooks: { disabled: true } });
    await send('unheard');
    stage.service.faults.reset();
    await send('heard');
    expect(JSON.parse(await receive()).message.text).toBe('heard');
  });
});
