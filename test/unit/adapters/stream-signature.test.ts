import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createSignatureCheck, MAX_HOOK_BYTES } from '../../../shared/adapters/stream-signature.ts';
import { held } from '../../support/secrets.ts';

const checkCall = createSignatureCheck(
  held({ apiKey: 'key', apiSecret: 'current', previousApiSecret: 'previous' }),
);
const check = (bytes: Buffer, signature: string | undefined, contentEncoding?: string) =>
  checkCall({ bytes, signature, contentEncoding });
const body = Buffer.from('{"message":{"text":"é"}}');
const sign = (bytes: Buffer, secret = 'current') => createHmac('sha256', secret).update(bytes).digest('hex');

describe("Stream's signature", () => {
  it.each([
    ['plain', body],
    ['gzipped', gzipSync(body)],
  ])('holds over the uncompressed bytes of a %s body', async (_, bytes) => {
    expect(await check(bytes, sign(body))).toEqual({ verdict: 'signed', body });
  });

  it('holds with the previous secret while the secret is being changed', async () => {
    expect(await check(body, sign(body, 'previous'))).toMatchObject({ verdict: 'signed' });
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ["is another secret's", sign(body, 'older')],
    ["is another body's", sign(Buffer.from('{}'))],
    ['is in capitals', sign(body).toUpperCase()],
    ['is too short', sign(body).slice(0, -2)],
    ['is not hex', 'z'.repeat(64)],
  ])('does not hold when it %s', async (_, signature) => {
    expect(await check(body, signature)).toEqual({ verdict: 'unsigned' });
  });

  it('does not hold over the compressed bytes', async () => {
    const zipped = gzipSync(body);
    expect(await check(zipped, sign(zipped))).toEqual({ verdict: 'unsigned' });
  });

  it.each([
    ['a truncated gzip', gzipSync(body).subarray(0, -4)],
    ['a gzip that unpacks to too much', gzipSync(Buffer.alloc(MAX_HOOK_BYTES + 1))],
    ['a body that is too large', Buffer.alloc(MAX_HOOK_BYTES + 1)],
  ])('cannot be told over %s', async (_, bytes) => {
    expect(await check(bytes, sign(body))).toEqual({ verdict: 'unreadable' });
  });

  const mangled = Buffer.from(gzipSync(body).toString('utf8'));

  it.each([
    ['holds over what was unpacked on the way', body, { verdict: 'signed', body }],
    ['cannot be told over what was made text on the way', mangled, { verdict: 'unreadable' }],
  ])('of a gzip body %s', async (_, bytes, verdict) => {
    expect(mangled).not.toEqual(gzipSync(body));
    expect(await check(bytes, sign(body), 'gzip')).toEqual(verdict);
    // The header may be lost on the way as well.
    expect(await check(bytes, sign(body))).toEqual(verdict);
  });

  it('cannot be told over a body that is said to be compressed, and is neither gzip nor what was signed', async () => {
    for (const encoding of ['gzip', 'GZIP', 'deflate', 'br'])
      expect(await check(Buffer.from('{}'), sign(body), encoding)).toEqual({ verdict: 'unreadable' });
    for (const encoding of ['identity', ''])
      expect(await check(Buffer.from('{}'), sign(body), encoding)).toEqual({ verdict: 'unsigned' });
  });

  it("does not hold over a whole gzip that is another secret's: what was in it is known", async () => {
    expect(await check(gzipSync(body), sign(body, 'older'), 'gzip')).toEqual({ verdict: 'unsigned' });
  });

  it('does not hold, whatever the body is said to be, when there is none', async () => {
    expect(await check(mangled, undefined, 'gzip')).toEqual({ verdict: 'unsigned' });
    expect(await check(mangled, 'no signature', 'gzip')).toEqual({ verdict: 'unsigned' });
  });

  it('cannot be told without a secret, and says so rather than failing', async () => {
    const blind = createSignatureCheck(() => Promise.reject(new Error('Secrets Manager is down')));
    expect(await blind({ bytes: body, signature: sign(body), contentEncoding: undefined })).toEqual({
      verdict: 'unreadable',
    });
  });

  it('holds with a secret that is newer than the one held, which is read anew only then', async () => {
    const asked: (boolean | undefined)[] = [];
    const rotating = createSignatureCheck(async (options) => {
      asked.push(options?.anew);
      return { apiKey: 'key', apiSecret: options?.anew ? 'next' : 'current' };
    });
    const rotated = (signature: string) => rotating({ bytes: body, signature, contentEncoding: undefined });
    expect(await rotated(sign(body))).toMatchObject({ verdict: 'signed' });
    expect(asked).toEqual([undefined]);
    expect(await rotated(sign(body, 'next'))).toMatchObject({ verdict: 'signed' });
    expect(asked).toEqual([undefined, undefined, true]);
  });
});
