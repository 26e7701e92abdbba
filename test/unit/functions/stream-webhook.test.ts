import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { createHandler } from '../../../functions/stream-webhook/handler.ts';
import { createSignatureCheck, MAX_HOOK_BYTES } from '../../../shared/adapters/stream-signature.ts';
import { call } from '../../support/call.ts';
import { counted } from '../../support/counted.ts';
import { held, streamSecret } from '../../support/secrets.ts';

const SESSION = randomUUID();
const PREVIOUS = 'the-secret-before';
const channel = { type: 'messaging', id: 'c', cid: 'messaging:c', session_id: SESSION };
const ciphertext = JSON.stringify({ sessionId: SESSION, data: randomBytes(96).toString('base64') });
const accepted = { statusCode: 200, body: {} };
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
    expect(await deliver(body)).toMatchObject(accepted);
    expect(await deliver(body, { wire: gzipSync(body) })).toMatchObject(accepted);
    expect(await deliver(body, { signature: sign(body, PREVIOUS) })).toMatchObject(accepted);
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

it('counts what it judges, and what it refuses by the reason', async () => {
  expect(await counted(() => deliver(hookOf(ciphertext)))).toEqual(['HookEvaluated']);
  expect(await counted(() => deliver(hookOf('in the clear')))).toEqual([
    'HookEvaluated',
    'HookRefused not-encrypted',
  ]);
  expect(await counted(() => deliver(hookOf(ciphertext), { signature: 'not ours' }))).toEqual([]);
});
