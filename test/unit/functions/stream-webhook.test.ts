import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { createHandler } from '../../../functions/stream-webhook/handler.ts';
import { createSignatureCheck, MAX_HOOK_BYTES } from '../../../shared/adapters/stream-signature.ts';
import { judgeHook } from '../../../shared/domain/stream-hook.ts';
import { call } from '../../support/call.ts';
import { counted } from '../../support/counted.ts';
import { held, streamSecret } from '../../support/secrets.ts';

const SESSION = randomUUID();
const PREVIOUS = 'the-secret-before';
const channel = { type: 'messaging', id: 'c', cid: 'messaging:c', session_id: SESSION };
const ciphertext = JSON.stringify({ sessionId: SESSION, data: randomBytes(96).toString('base64') });
const refused = {
  statusCode: 200,
  body: { message: { type: 'error', text: expect.stringContaining('end-to-end encrypted') } },
};
const turnedAway = {
  statusCode: 401,
  body: { error: expect.objectContaining({ type: 'INVALID_SIGNATURE' }) },
};

const handler = createHandler({
  checkSignature: createSignatureCheck(held({ ...streamSecret, previousApiSecret: PREVIOUS })),
  encryptedChannelTypes: ['encrypted'],
  fileHosts: ['https://files.example.com'],
});

const hookOf = (text: unknown, over: object = {}) =>
  Buffer.from(
    JSON.stringify({
      message: { id: randomUUID(), text, type: 'regular', ...over },
      channel,
      user: { id: 'alice' },
    }),
  );
const sign = (body: Buffer, secret: string = streamSecret.apiSecret) =>
  createHmac('sha256', secret).update(body).digest('hex');

/** The answer that lets a message pass: the message as it came. */
const accepting = (body: Buffer) => ({
  statusCode: 200,
  body: { message: JSON.parse(String(body)).message },
});

type Sending = { signature?: string | undefined; wire?: Buffer };
/** As the gateway hands it on: text as it is, anything gzipped in base64. */
const deliver = (body: Buffer, { signature = sign(body), wire = body }: Sending = {}) =>
  call(handler, {
    headers: signature === '' ? {} : { 'x-signature': signature },
    rawBody: wire.toString(wire === body ? 'utf8' : 'base64'),
    isBase64Encoded: wire !== body,
  });

let lines: unknown[][];
beforeEach(() => {
  lines = [];
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((...line) => void lines.push(line));
});

describe('POST /webhooks/stream', () => {
  it('lets ciphertext pass, plain or gzipped, under the current and the previous secret', async () => {
    const body = hookOf(ciphertext);
    expect(await deliver(body)).toMatchObject(accepting(body));
    expect(await deliver(body, { wire: gzipSync(body) })).toMatchObject(accepting(body));
    expect(await deliver(body, { signature: sign(body, PREVIOUS) })).toMatchObject(accepting(body));
  });

  it("agrees with Stream's own client about what is signed", async () => {
    const body = hookOf(ciphertext);
    const stream = new StreamChat(streamSecret.apiKey, streamSecret.apiSecret);
    for (const signature of [sign(body), sign(body, 'another')]) {
      const { statusCode } = await deliver(body, { signature });
      expect(statusCode === 200).toBe(stream.verifyWebhook(body, signature));
    }
  });

  it('refuses plaintext with 200 and an error message, the only answer Stream obeys', async () => {
    expect(await deliver(hookOf('meet me at noon'))).toMatchObject(refused);
    expect(await deliver(hookOf(ciphertext, { attachments: [{ title: 'noon.jpg' }] }))).toMatchObject(
      refused,
    );
  });

  it.each([
    ['no signature', ''],
    ["somebody else's signature", sign(hookOf(ciphertext), 'guess')],
    ['nonsense as signature', 'x'],
  ])('turns away %s', async (_, signature) => {
    expect(await deliver(hookOf(ciphertext), { signature })).toMatchObject(turnedAway);
  });

  it('turns away a secret older than the previous one', async () => {
    const body = hookOf(ciphertext);
    expect(await deliver(body, { signature: sign(body, 'older') })).toMatchObject(turnedAway);
  });

  it('refuses what carries a signature but cannot be unpacked: it may be a damaged call of Stream', async () => {
    const body = hookOf(ciphertext);
    expect(await deliver(body, { wire: gzipSync(body).subarray(0, -6) })).toMatchObject(refused);
    const bomb = Buffer.alloc(MAX_HOOK_BYTES * 50);
    expect(await deliver(bomb, { wire: gzipSync(bomb) })).toMatchObject(refused);
  });

  it('turns away a truncated gzip without a signature', async () => {
    const body = hookOf(ciphertext);
    expect(await deliver(body, { wire: gzipSync(body).subarray(0, -6), signature: '' })).toMatchObject(
      turnedAway,
    );
  });

  it.each([
    '',
    'not json',
    '[]',
    'null',
    '42',
    '{}',
    '{"message":{}}',
    '{"message":null,"channel":{"type":"livestream"}}',
  ])('refuses the validly signed nonsense %j', async (text) => {
    expect(await deliver(Buffer.from(text))).toMatchObject(refused);
  });

  it('logs the reason of a refusal and nothing of the message', async () => {
    await deliver(hookOf('meet me at noon'));
    expect(lines).toContainEqual([
      {
        event: 'plaintext-refused',
        route: 'stream-webhook',
        requestId: 'request-1',
        refusal: 'not-encrypted',
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/noon|alice/);
  });

  it('still refuses, rather than failing, when the secret cannot be read', async () => {
    const blind = createHandler({
      checkSignature: createSignatureCheck(() => Promise.reject(new Error('down'))),
      encryptedChannelTypes: [],
      fileHosts: [],
    });
    const body = hookOf(ciphertext);
    const reply = await call(blind, { rawBody: body.toString(), headers: { 'x-signature': sign(body) } });
    expect(reply).toMatchObject(refused);
  });
});

describe('an accepted message', () => {
  it('is answered as it came, every field of it', async () => {
    const body = hookOf(ciphertext, {
      silent: true,
      show_in_channel: false,
      attachments: [],
      i18n: {},
      mentioned_users: [{ id: 'bob', name: 'Bob' }],
      custom: {},
      a_new_field: null,
      reply_count: 3,
    });
    expect(await deliver(body)).toMatchObject({ statusCode: 200 });
    expect((await deliver(body)).body).toEqual({ message: JSON.parse(String(body)).message });
  });

  it('keeps what JavaScript cannot hold, also where nothing is encrypted', () => {
    const sent =
      '{"id":12345678901234567890,"amount":1.10,"text":"\\ud800 é","deep":[{"at":1795883635319000001}]}';
    const body = Buffer.from(`{"message":${sent},"channel":{"type":"open"}}`);
    expect(judgeHook(body, { encryptedChannelTypes: [], fileHosts: [] }).message).toBe(sent);
  });

  it('is answered, too, when somebody named in it has as deep a profile as five kilobytes can hold; a bottomless one is refused', async () => {
    const quoting = (depth: number) => {
      const text = String(hookOf(ciphertext, { quoted_message: { id: randomUUID(), user: 'X' } }));
      return Buffer.from(text.replace('"X"', '['.repeat(depth) + ']'.repeat(depth)));
    };
    const body = quoting(2_500);
    expect((await deliver(body)).body).toEqual({ message: JSON.parse(String(body)).message });
    expect(await deliver(quoting(100_000))).toMatchObject(refused);
  });

  it('that is of type error, where nothing is encrypted, is not refused by being repeated', async () => {
    const body = Buffer.from(
      JSON.stringify({ message: { type: 'error', text: 'x' }, channel: { type: 'open' } }),
    );
    expect(await deliver(body)).toMatchObject({ statusCode: 200, body: { message: { text: 'x' } } });
    expect((await deliver(body)).body).not.toHaveProperty('message.type');
    const exact = Buffer.from(
      '{"message":{"at":1795883635319000001,"type":"error"},"channel":{"type":"open"}}',
    );
    const { message } = judgeHook(exact, { encryptedChannelTypes: [], fileHosts: [] });
    expect(message).toBe('{"at":1795883635319000001}');
  });
});

it('knows the sender from beside the message where the message does not say it', async () => {
  const message = { id: `alice-${randomUUID()}`, text: ciphertext };
  const from = (id: string) => deliver(Buffer.from(JSON.stringify({ message, channel, user: { id } })));
  expect(await from('alice')).toMatchObject({ statusCode: 200, body: { message } });
  expect(await from('bob')).toMatchObject(refused);
});

describe('a gzip body', () => {
  const body = hookOf(ciphertext);
  const wire = gzipSync(body);
  const headers = { 'x-signature': sign(body), 'content-encoding': 'gzip' };

  it('is judged when the gateway hands over its bytes, or what is in it', async () => {
    const bytes = { headers, rawBody: wire.toString('base64'), isBase64Encoded: true };
    expect(await call(handler, bytes)).toMatchObject(accepting(body));
    expect(await call(handler, { headers, rawBody: String(body) })).toMatchObject(accepting(body));
  });

  it('is refused, and not turned away, when the gateway has made text of it', async () => {
    const mangled = { headers, rawBody: wire.toString('utf8') };
    expect(await call(handler, mangled)).toMatchObject(refused);
    expect(await counted(() => call(handler, mangled))).toEqual(['HookEvaluated x0', 'HookUnverified']);
    const nameless = { headers: { 'x-signature': sign(body) }, rawBody: wire.toString('utf8') };
    expect(await call(handler, nameless)).toMatchObject(refused);
    expect(
      await call(handler, { headers: { 'content-encoding': 'gzip' }, rawBody: mangled.rawBody }),
    ).toMatchObject(turnedAway);
  });
});

describe('what the hook counts', () => {
  const inType = (type: string, text: string, more: object = {}) =>
    Buffer.from(JSON.stringify({ message: { text, user: { id: 'alice' } }, channel: { type, ...more } }));
  const judged = ['HookEvaluated', 'HookUnverified x0'];

  it('of a message for an encrypted channel: that it was asked, and whether it refused, by the reason', async () => {
    expect(await counted(() => deliver(hookOf(ciphertext)))).toEqual([
      'HookEvaluated',
      'HookRefusals x0',
      'HookWithoutChannelData x0',
      'HookUnverified x0',
    ]);
    expect(await counted(() => deliver(hookOf('in the clear')))).toEqual([
      'HookEvaluated',
      'HookRefusals',
      'HookWithoutChannelData x0',
      'HookUnverified x0',
      'HookRefused not-encrypted',
    ]);
  });

  it('of a message for a channel that came without its data: that too', async () => {
    expect(await counted(() => deliver(inType('encrypted', ciphertext)))).toEqual([
      'HookEvaluated',
      'HookRefusals x0',
      'HookWithoutChannelData',
      'HookUnverified x0',
    ]);
  });

  it('of a message for another channel: nothing that would hide how many are refused', async () => {
    expect(await counted(() => deliver(inType('open', 'hello')))).toEqual(judged);
  });

  it('of a call that is nothing at all: that it was refused', async () => {
    expect(await counted(() => deliver(Buffer.from('{}')))).toContain('HookRefusals');
  });

  it('of a call that is not Stream’s: nothing', async () => {
    expect(await counted(() => deliver(hookOf(ciphertext), { signature: 'not ours' }))).toEqual([]);
  });
});
