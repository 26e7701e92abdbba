import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createSignatureCheck, MAX_HOOK_BYTES } from '../../../shared/adapters/stream-signature.ts';
import { held } from '../../support/secrets.ts';

const check = createSignatureCheck(
  held({ apiKey: 'key', apiSecret: 'current', previousApiSecret: 'previous' }),
);
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

  it('cannot be told without a secret, and says so rather than failing', async () => {
    const blind = createSignatureCheck(() => Promise.reject(new Error('Secrets Manager is down')));
    expect(await blind(body, sign(body))).toEqual({ verdict: 'unreadable' });
  });

  it('holds with a secret that is newer than the one held, which is read anew only then', async () => {
    const asked: (boolean | undefined)[] = [];
    const rotating = createSignatureCheck(async (options) => {
      asked.push(options?.anew);
      return { apiKey: 'key', apiSecret: options?.anew ? 'next' : 'current' };
    });
    expect(await rotating(body, sign(body))).toMatchObject({ verdict: 'signed' });
    expect(asked).toEqual([undefined]);
    expect(await rotating(body, sign(body, 'next'))).toMatchObject({ verdict: 'signed' });
    expect(asked).toEqual([undefined, undefined, true]);
  });
});
