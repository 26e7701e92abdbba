import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withNativeDecryption } from '../../../client-example/secure-chat/src/seald/native-decryption.ts';
import type { EncryptionSession } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { makeEncryptionSession } from './encryption-session.ts';

type Serializable = EncryptionSession & { serialize(): string };

/** The names of the calls to WebCrypto. */
let calls: string[];
const counting = new Proxy(crypto.subtle, {
  get: (subtle, name) => {
    calls.push(String(name));
    const value: unknown = Reflect.get(subtle, name);
    return typeof value === 'function' ? value.bind(subtle) : value;
  },
});

const id = randomUUID();
const key = Buffer.from(crypto.getRandomValues(new Uint8Array(64)));
const sdks = makeEncryptionSession(id, key);
const native = withNativeDecryption(makeEncryptionSession(id, key) as Serializable, counting);

beforeEach(() => {
  calls = [];
});

/** The same text with other bytes in it. */
const withBytes = (encrypted: string, change: (bytes: Buffer) => Uint8Array): string => {
  const { sessionId, data } = JSON.parse(encrypted) as { sessionId: string; data: string };
  const changed = Buffer.from(change(Buffer.from(data, 'base64')));
  return JSON.stringify({ sessionId, data: changed.toString('base64') });
};

describe('a session that decrypts by WebCrypto', () => {
  it('reads what the SDK writes, of any length and script, as the SDK does', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ minLength: 1, maxLength: 3000, unit: 'binary' }),
          fc.constantFrom('\ufeffmark', 'x', '今晚八点 🎉'),
        ),
        async (text) => {
          const encrypted = await sdks.encryptMessage(text);
          expect(await native.decryptMessage(encrypted)).toBe(await sdks.decryptMessage(encrypted));
        },
      ),
      { numRuns: 200 },
    ));

  it('imports its two keys once, however many messages it reads', async () => {
    const fresh = withNativeDecryption(makeEncryptionSession(id, key) as Serializable, counting);
    const texts = await Promise.all(
      Array.from({ length: 300 }, (_, number) => sdks.encryptMessage(`number ${number}`)),
    );
    const read = await Promise.all(texts.map((text) => fresh.decryptMessage(text)));
    expect(read.at(-1)).toBe('number 299');
    expect(calls.filter((name) => name === 'importKey')).toHaveLength(2);
    expect(calls.filter((name) => name === 'decrypt')).toHaveLength(300);
  });

  it('refuses a text with any bit turned, as the SDK does, and decrypts nothing of it', async () => {
    const encrypted = await sdks.encryptMessage('meet me at eight');
    const bits = 8 * (16 + 32 + 32);
    for (let bit = 0; bit < bits; bit += 5) {
      const turned = withBytes(encrypted, (bytes) =>
        bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
      );
      await expect(sdks.decryptMessage(turned)).rejects.toThrow('INVALID_HMAC');
      await expect(native.decryptMessage(turned)).rejects.toThrow('INVALID_HMAC');
    }
    expect(calls).not.toContain('decrypt');
  });

  it.each([0, 1, 16, 32, 47, 48, 63])('refuses a text of %i bytes', async (length) => {
    const encrypted = await sdks.encryptMessage('meet me at eight');
    const cut = withBytes(encrypted, (bytes) => bytes.subarray(0, length));
    await expect(native.decryptMessage(cut)).rejects.toBeDefined();
    expect(calls).not.toContain('decrypt');
  });

  it('refuses a text that names another session, and what is no such text', async () => {
    const other = makeEncryptionSession(randomUUID(), key);
    const texts = [
      await other.encryptMessage('hello'),
      'hello',
      '{}',
      'null',
      JSON.stringify({ sessionId: id }),
    ];
    for (const text of texts) await expect(native.decryptMessage(text)).rejects.toBeDefined();
    expect(calls).not.toContain('decrypt');
  });

  it('refuses a text encrypted with another key', async () => {
    const text = await makeEncryptionSession(id).encryptMessage('hello');
    await expect(native.decryptMessage(text)).rejects.toThrow('INVALID_HMAC');
  });

  it('stays as it is when its key is not where it was', () => {
    const session = makeEncryptionSession(id, key) as Serializable;
    const { decryptMessage } = session;
    const written = Buffer.from(session.serialize(), 'base64');
    for (const other of [Buffer.concat([written, Buffer.of(0)]), written.fill(7, 49, 59)]) {
      const changed = { ...session, serialize: () => other.toString('base64') };
      expect(withNativeDecryption(changed, counting).decryptMessage).toBe(decryptMessage);
    }
  });
});
