import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Channel, StreamChat } from 'stream-chat';
import {
  eventsDuring,
  failure,
  type HookRequest,
  nextEvent,
  openHookServer,
  openStage,
  type Stage,
  until,
  watched,
} from './stream-stage.ts';

let stage: Stage;
let hook: Awaited<ReturnType<typeof openHookServer>>;
/** What hears of messages that are stored. */
let listener: typeof hook;
let ann: StreamChat;
let channel: Channel;
let rooms = 0;

beforeAll(async () => {
  stage = await openStage();
  [hook, listener] = [await openHookServer(), await openHookServer()];
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'ben' }]);
  ann = await stage.connect('ann');
});
beforeEach(async () => {
  stage.service.faults.reset();
  hook.calls.length = 0;
  hook.answer = () => ({ body: '{}' });
  await stage.server.updateAppSettings({
    before_message_send_hook_url: hook.url,
    before_message_send_hook_attempt_timeout_ms: 0,
    enable_hook_payload_compression: false,
    event_hooks: [],
  } as never);
  rooms += 1;
  await stage.channel(`room-${rooms}`, ['ann', 'ben'], { session_id: 's1' });
  channel = await watched(ann, `room-${rooms}`);
});
afterAll(async () => {
  await stage.close();
  await hook.close();
  await listener.close();
});

/** What is told of one message that is sent. */
const toldOf = async (text: string) => {
  listener.calls.length = 0;
  const event_hooks = [
    { enabled: true, hook_type: 'webhook', webhook_url: listener.url, event_types: ['message.new'] },
  ];
  await stage.server.updateAppSettings({ event_hooks } as never);
  const { message } = await channel.sendMessage({ text });
  await until(() => listener.calls.length > 0);
  return { message, told: parsed(listener.calls[0]).message };
};
const stored = () => stage.service.listMessages(channel.cid).map(({ text }) => text);
const sign = (call: HookRequest | undefined) => String(call?.headers['x-signature']);
const parsed = (call: HookRequest | undefined) =>
  stage.server.verifyAndParseWebhook(call?.body ?? Buffer.alloc(0), sign(call)) as unknown as {
    message: Record<string, unknown>;
    user: { id: string };
    channel: { config: object; session_id: string };
    request_info: { type: string; sdk: string };
  };
const rejectWith = (text: string) => () => ({ body: JSON.stringify({ message: { type: 'error', text } }) });

describe('what the hook gets', () => {
  it('is the message, its user, its channel and who asked, signed over the bytes', async () => {
    await channel.sendMessage({ text: 'hello', ...({ colour: 'red' } as object) });
    expect(hook.calls).toHaveLength(1);
    const [call] = hook.calls;
    expect(parsed(call)).toMatchObject({
      message: { text: 'hello', type: 'regular', colour: 'red', cid: channel.cid },
      user: { id: 'ann' },
      channel: { session_id: 's1', config: { name: 'messaging' } },
      request_info: { type: 'client', sdk: expect.stringContaining('stream-chat-js') },
    });
    expect(stage.server.verifyWebhook(call?.body ?? '', sign(call))).toBe(true);
    expect(call?.headers).toMatchObject({
      'x-api-key': ann.key,
      'x-webhook-id': expect.stringMatching(/^[\da-f-]{36}$/),
      'x-webhook-attempt': '1',
      'x-signature': expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(call?.headers).not.toHaveProperty('content-encoding');
  });

  it('is gzipped when the app says so, with the signature still over the plain bytes', async () => {
    await stage.server.updateAppSettings({ enable_hook_payload_compression: true } as never);
    await channel.sendMessage({ text: 'squeezed' });
    const [call] = hook.calls;
    expect(call?.headers['content-encoding']).toBe('gzip');
    expect([...(call?.body.subarray(0, 2) ?? [])]).toEqual([0x1f, 0x8b]);
    expect(parsed(call).message.text).toBe('squeezed');
    expect(stage.server.verifyWebhook(call?.body ?? '', sign(call))).toBe(false);
  });

  it('comes for sends, replies, server-side sends, full and partial updates', async () => {
    const { message } = await channel.sendMessage({ text: 'one' });
    await channel.sendMessage({ text: 'two', parent_id: message.id });
    await stage.server.channel('messaging', channel.id ?? '').sendMessage({ text: 'three', user_id: 'ben' });
    await ann.updateMessage({ id: message.id, text: 'four' });
    await ann.partialUpdateMessage(message.id, { set: { text: 'five' } });
    const asked = hook.calls.map((call) => parsed(call));
    expect(asked.map(({ message: { text } }) => text)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(asked.map(({ request_info: { type } }) => type)).toEqual([
      'client',
      'client',
      'server',
      'client',
      'client',
    ]);
    expect(new Set(hook.calls.map(({ headers }) => headers['x-webhook-id'])).size).toBe(5);
  });

  it('can be signed with another secret or not at all, for testing the webhook', async () => {
    stage.service.faults.set({ signWith: 'another' });
    await channel.sendMessage({ text: 'forged' });
    expect(() => parsed(hook.calls[0])).toThrow('signature mismatch');
    stage.service.faults.set({ signWith: null });
    await channel.sendMessage({ text: 'unsigned' });
    expect(hook.calls[1]?.headers).not.toHaveProperty('x-signature');
  });
});

describe('what the hook gets where it is not certain', () => {
  const [user, cid, created_at] = [expect.anything(), expect.anything(), expect.anything()];

  it('is by default all that an answer of the API has, with the data of the channel', async () => {
    await channel.sendMessage({ text: 'hello' });
    const { message, channel: where } = parsed(hook.calls[0]);
    expect(message).toMatchObject({ user, cid, created_at });
    expect(message).not.toHaveProperty('custom');
    expect(where).toMatchObject({ session_id: 's1' });
  });

  it('can be a message as documented: without its user, its cid and its times', async () => {
    stage.service.faults.set({ hookBodies: { message: 'documented' } });
    await channel.sendMessage({ text: 'hello', ...({ colour: 'red' } as object) });
    const { message, user: sender } = parsed(hook.calls[0]);
    expect(message).toMatchObject({
      text: 'hello',
      html: '',
      type: 'regular',
      colour: 'red',
      reaction_counts: null,
    });
    for (const field of ['user', 'cid', 'created_at', 'updated_at', 'pinned'])
      expect(message).not.toHaveProperty(field);
    expect(sender).toMatchObject({ id: 'ann' });
  });

  it('can be a channel without its data', async () => {
    stage.service.faults.set({ hookBodies: { channelData: false } });
    await channel.sendMessage({ text: 'hello' });
    const { channel: where } = parsed(hook.calls[0]);
    expect(where).toMatchObject({ cid: channel.cid, type: 'messaging', config: { name: 'messaging' } });
    expect(where).not.toHaveProperty('session_id');
  });

  it('can have an object of custom data, and a field that nobody knows, both empty', async () => {
    stage.service.faults.set({ hookBodies: { custom: true, newField: true } });
    await channel.sendMessage({ text: 'hello' });
    const { message, channel: where } = parsed(hook.calls[0]);
    expect([message.custom, (where as { custom?: object }).custom]).toEqual([{}, {}]);
    expect(Object.entries(message).filter(([name]) => name.endsWith('tomorrow'))).toEqual([
      ['summary_of_tomorrow', null],
    ]);
  });

  it.each([
    {},
    { message: 'documented' },
    { channelData: false },
    { custom: true, newField: true },
    { message: 'documented', channelData: false, custom: true, newField: true },
  ] as const)('changes nothing when it is sent back as it came: %j', async (hookBodies) => {
    const sent = {
      text: 'same',
      silent: true,
      attachments: [{ type: 'file', asset_url: 'https://example.com/x' }],
      mentioned_users: ['ben'],
      colour: 'red',
      amount: 7,
    };
    const { message: alone } = await (async () => {
      await stage.server.updateAppSettings({ before_message_send_hook_url: '' } as never);
      const reply = await channel.sendMessage({ id: `alone-${rooms}`, ...sent } as never);
      await stage.server.updateAppSettings({ before_message_send_hook_url: hook.url } as never);
      return reply;
    })();
    stage.service.faults.set({ hookBodies });
    hook.answer = (call) => ({ body: JSON.stringify({ message: parsed(call).message }) });
    const { message } = await channel.sendMessage({ id: `asked-${rooms}`, ...sent } as never);
    const itself = { id: '', created_at: '', updated_at: '' };
    expect({ ...message, ...itself }).toEqual({ ...alone, ...itself });
    expect(hook.calls).toHaveLength(1);
  });
});

describe('what the hook may do', () => {
  it('nothing: the message passes', async () => {
    hook.answer = (call) => ({ body: JSON.stringify({ message: parsed(call).message }) });
    const { message, told } = await toldOf('same');
    expect(message).toMatchObject({ text: 'same', type: 'regular' });
    expect(told).not.toHaveProperty('before_message_send_failed');
    expect(stored()).toEqual(['same']);
  });

  it('reject: the sender gets a 2xx with type error; nothing is stored, nobody hears', async () => {
    hook.answer = rejectWith('not encrypted');
    let reply: { message: { type?: string; text?: string } } | undefined;
    const events = await eventsDuring(channel, async () => {
      reply = await channel.sendMessage({ text: 'clear text' });
    });
    expect(reply?.message).toMatchObject({ type: 'error', text: 'not encrypted' });
    expect(stored()).toEqual([]);
    expect(events.map(({ type }) => type)).not.toContain('message.new');
  });

  it('reject an edit, full or partial: what was there stays', async () => {
    const { message } = await channel.sendMessage({ text: 'kept' });
    hook.answer = rejectWith('no');
    expect((await ann.updateMessage({ id: message.id, text: 'clear' })).message.type).toBe('error');
    const partial = await ann.partialUpdateMessage(message.id, { set: { text: 'clear' } });
    expect(partial.message.type).toBe('error');
    expect(stored()).toEqual(['kept']);
  });

  it('rewrite text, attachments and custom fields, but not who wrote it', async () => {
    const message = {
      text: 'masked',
      user: { id: 'ben' },
      id: 'other',
      reply_count: 9,
      flag: 'x',
      i18n: { de_text: 'y' },
    };
    hook.answer = () => ({ body: JSON.stringify({ message }) });
    const heard = nextEvent(channel, 'message.new');
    const attachments = [{ type: 'file', asset_url: 'https://example.com/x' }];
    const reply = await channel.sendMessage({ id: `mine-${rooms}`, text: 'raw', attachments });
    expect(reply.message).toMatchObject({
      id: `mine-${rooms}`,
      text: 'masked',
      flag: 'x',
      reply_count: 0,
      user: { id: 'ann' },
      i18n: { de_text: 'y' },
      attachments,
    });
    expect((await heard).message?.text).toBe('masked');
    hook.answer = () => ({ body: JSON.stringify({ message: { attachments: [{ type: 'image' }] } }) });
    const other = await channel.sendMessage({ text: 'raw', attachments });
    expect(other.message).toMatchObject({ text: 'raw', attachments: [{ type: 'image' }] });
  });
});

describe('a hook that fails', () => {
  it.each([
    ['a 500', { status: 500, body: JSON.stringify({ message: { type: 'error', text: 'no' } }) }],
    ['a 401', { status: 401, body: JSON.stringify({ message: { type: 'error', text: 'no' } }) }],
    ['an empty body', { body: '' }],
    ['nonsense', { body: '<html>' }],
    ['a wrong shape', { body: JSON.stringify({ message: { text: 7 } }) }],
    ['an answer without a message', { body: '{}' }],
  ])('lets the message through on %s, after one attempt, and says that it did', async (_name, answer) => {
    hook.answer = () => answer;
    const { message, told } = await toldOf('passes');
    expect(message.type).toBe('regular');
    expect(told).toMatchObject({ before_message_send_failed: true });
    expect(stored()).toEqual(['passes']);
    expect(hook.calls).toHaveLength(1);
  });

  it('lets the message through when nothing answers, or the network is down', async () => {
    stage.service.faults.set({ hook: { networkError: true } });
    await channel.sendMessage({ text: 'one' });
    stage.service.faults.reset();
    await stage.server.updateAppSettings({ before_message_send_hook_url: 'http://127.0.0.1:1/' } as never);
    await channel.sendMessage({ text: 'two' });
    expect(stored()).toEqual(['one', 'two']);
    expect(hook.calls).toHaveLength(0);
  });

  it('lets the message through when it is slower than the timeout (1500 ms by default), not when it is faster', async () => {
    const rejectAfter = (delayMs: number) => () => ({ ...rejectWith('no')(), delayMs });
    const timed = async (text: string) => {
      const start = performance.now();
      const { message } = await channel.sendMessage({ text });
      return { type: message.type, ms: performance.now() - start };
    };
    hook.answer = rejectAfter(1700);
    const slow = await timed('slow');
    expect(slow.type).toBe('regular');
    expect(slow.ms).toBeGreaterThanOrEqual(1450);
    const setTimeoutTo = (ms: number) =>
      stage.server.updateAppSettings({ before_message_send_hook_attempt_timeout_ms: ms } as never);
    await setTimeoutTo(300);
    hook.answer = rejectAfter(1_400);
    const short = await timed('short');
    expect(short.type).toBe('regular');
    expect(short.ms).toBeLessThan(1_400);
    await setTimeoutTo(5_000);
    hook.answer = rejectAfter(50);
    expect((await timed('fast')).type).toBe('error');
    await setTimeoutTo(300);
    stage.service.faults.set({ hook: { delayMs: 400 } });
    expect((await timed('delayed by switch')).type).toBe('regular');
    expect(stored()).toEqual(['slow', 'short', 'delayed by switch']);
  });

  it('is not called while it is paused', async () => {
    hook.answer = rejectWith('no');
    stage.service.faults.set({ hook: { disabled: true } });
    await channel.sendMessage({ text: 'open' });
    expect([stored(), hook.calls.length]).toEqual([['open'], 0]);
  });

  it('may be given a timeout of 0 to 5000 ms only', async () => {
    const set = (value: number) =>
      stage.server.updateAppSettings({ before_message_send_hook_attempt_timeout_ms: value } as never);
    for (const value of [-1, 5001, 1.5]) expect(await failure(set(value))).toMatchObject({ code: 4 });
    await set(5000);
  });
});

describe('two sends of one id while the hook thinks', () => {
  it('store one message; the other meets "already exists"', async () => {
    hook.answer = () => ({ body: '{}', delayMs: 1_000 });
    const id = `race-${rooms}`;
    const outcomes = await Promise.allSettled([
      channel.sendMessage({ id, text: 'a' }),
      channel.sendMessage({ id, text: 'b' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(hook.calls).toHaveLength(2);
    expect(stored()).toHaveLength(1);
  });
});

describe('a send that outlives the client', () => {
  it('stores the message although the client gave up; its retry meets "already exists"', async () => {
    await stage.server.updateAppSettings({ before_message_send_hook_attempt_timeout_ms: 5000 } as never);
    const impatient = stage.client({ timeout: 1_000 } as never);
    await impatient.connectUser({ id: 'ben' }, stage.server.createToken('ben'));
    const patientless = await watched(impatient, channel.id ?? '');
    hook.answer = () => ({ body: '{}', delayMs: 2_500 });
    const arrived = nextEvent(channel, 'message.new', undefined, 10_000);
    const id = `slow-${rooms}`;
    const first = await failure(patientless.sendMessage({ id, text: 'slow' }));
    expect(first.message).toContain('timeout');
    await arrived;
    expect(await failure(patientless.sendMessage({ id, text: 'slow' }))).toMatchObject({
      code: 4,
      message: expect.stringContaining('already exists'),
    });
  });
});
