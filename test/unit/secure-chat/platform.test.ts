import { createCipheriv, createHash, randomBytes, webcrypto } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AbortController as OldAbortController } from 'abort-controller';
import fc from 'fast-check';
import { createMessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { unlessStalled } from '../../../client-example/secure-chat/src/files/stalled.ts';
import { throwIfAborted } from '../../../client-example/secure-chat/src/platform/ending.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { deadline } from '../../../client-example/secure-chat/src/platform/timer.ts';

const replaced = new Map<string, PropertyDescriptor | undefined>();
/** Puts something else in the place of a global until the end of the test. */
const setGlobal = (name: string, value: unknown) => {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
};
afterEach(() => {
  for (const [name, own] of replaced) {
    if (own) Object.defineProperty(globalThis, name, own);
    else Reflect.deleteProperty(globalThis, name);
  }
  replaced.clear();
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** React Native's `crypto` once react-native-get-random-values is there. */
const withoutWebCrypto = () =>
  setGlobal('crypto', { getRandomValues: (array: Uint8Array) => webcrypto.getRandomValues(array) });

describe('the platform', () => {
  it('makes ids that are random UUIDs, also where `crypto` has nothing but random values', () => {
    withoutWebCrypto();
    const { newId } = createPlatform();
    const ids = Array.from({ length: 200 }, newId);
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(200);
  });

  it("takes an app's own pieces, and its random bytes for ids too", () => {
    const now = () => new Date(0);
    const platform = createPlatform({
      now,
      fetch: undefined,
      randomBytes: () => new Uint8Array(16).fill(255),
    });
    expect(platform.now).toBe(now);
    expect(platform.newId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(platform.fetch).toBeInstanceOf(Function);
  });

  it('makes a key ready once, however much is encrypted and decrypted with it', async () => {
    let made = 0;
    const importKey = (...given: Parameters<typeof webcrypto.subtle.importKey>) => {
      made += 1;
      return webcrypto.subtle.importKey(...given);
    };
    const subtle = {
      importKey,
      encrypt: webcrypto.subtle.encrypt.bind(webcrypto.subtle),
      decrypt: webcrypto.subtle.decrypt.bind(webcrypto.subtle),
    };
    setGlobal('crypto', { subtle });
    const { encrypt, decrypt } = createPlatform();
    const how = { key: new Uint8Array(randomBytes(32)), nonce: randomBytes(12), boundTo: randomBytes(3) };
    const sealed = await encrypt(randomBytes(10), how);
    await decrypt(sealed, { ...how });
    await encrypt(randomBytes(10), { ...how, nonce: randomBytes(12) });
    expect(made).toBe(1);
    await encrypt(randomBytes(10), { ...how, key: new Uint8Array(randomBytes(32)) });
    expect(made).toBe(2);
  });

  it.each(['with WebCrypto', 'without'])('hashes %s as Node does', async (how) => {
    if (how === 'without') withoutWebCrypto();
    const { sha256, sha512 } = createPlatform();
    for (const bytes of [new Uint8Array(0), randomBytes(1), randomBytes(100_000)]) {
      expect(Buffer.from(await sha256(bytes))).toEqual(createHash('sha256').update(bytes).digest());
      expect(Buffer.from(await sha512(bytes))).toEqual(createHash('sha512').update(bytes).digest());
    }
  });

  it.each(['with WebCrypto', 'without'])(
    'encrypts %s as Node does, and opens only the very same',
    async (how) => {
      if (how === 'without') withoutWebCrypto();
      const { encrypt, decrypt } = createPlatform();
      const gcm = { key: randomBytes(32), nonce: randomBytes(12), boundTo: randomBytes(20) };
      for (const bytes of [new Uint8Array(0), randomBytes(1), randomBytes(100_000)]) {
        const sealed = await encrypt(bytes, gcm);
        const node = createCipheriv('aes-256-gcm', gcm.key, gcm.nonce).setAAD(gcm.boundTo);
        expect(Buffer.from(sealed)).toEqual(
          Buffer.concat([node.update(bytes), node.final(), node.getAuthTag()]),
        );
        expect(Buffer.from(await decrypt(sealed, gcm))).toEqual(Buffer.from(bytes));
        await expect(decrypt(sealed, { ...gcm, boundTo: randomBytes(20) })).rejects.toThrow();
        await expect(decrypt(sealed, { ...gcm, key: randomBytes(32) })).rejects.toThrow();
      }
    },
  );

  it('writes and reads base64 as Node does', () => {
    const { toBase64, fromBase64 } = createPlatform();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect(Buffer.from(fromBase64(text))).toEqual(Buffer.from(bytes));
        expect(Buffer.from(fromBase64(text.replace(/=+$/, '')))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each(['with', 'without'])('reads parts of a file %s `Blob.arrayBuffer`', async (how) => {
    const bytes = randomBytes(1000);
    const file = new Blob([bytes], { type: 'image/png' });
    if (how === 'without') setGlobal('FileReader', OnlyDataUrls);
    if (how === 'without') Object.defineProperty(file, 'slice', { value: slicesWithoutArrayBuffer });
    const { readFile } = createPlatform();
    expect(Buffer.from(await readFile(file))).toEqual(bytes);
    expect(Buffer.from(await readFile(file, 10, 20))).toEqual(bytes.subarray(10, 20));
    expect(Buffer.from(await readFile(file, 990, 2000))).toEqual(bytes.subarray(990));
  });

  it.each(['WebCrypto', 'an app’s own sha256'])(
    'writes files in memory, hashed by %s, and makes blobs and forms of them',
    async (how) => {
      const ownHash = async (bytes: Uint8Array) =>
        new Uint8Array(createHash('sha256').update(bytes).digest());
      if (how !== 'WebCrypto') withoutWebCrypto();
      const { newFile } = createPlatform(how === 'WebCrypto' ? {} : { sha256: ownHash });
      const pieces = [randomBytes(10), randomBytes(100_000), randomBytes(1)];
      const all = Buffer.concat(pieces);
      const [shown, sent, gone] = await Promise.all([newFile(), newFile(), newFile()]);
      for (const file of [shown, sent, gone]) for (const piece of pieces) await file.append(piece);
      expect(Buffer.from(await shown.read(5, 50_000))).toEqual(all.subarray(5, 50_000));
      expect(Buffer.from(await shown.sha256())).toEqual(createHash('sha256').update(all).digest());
      const blob = await shown.toBlob('image/png');
      expect([blob.size, blob.type]).toEqual([all.length, 'image/png']);
      expect(Buffer.from(await blob.arrayBuffer())).toEqual(all);
      const form = (await sent.toForm('a.bin', 'application/octet-stream')) as FormData;
      expect(Array.from(form.keys())).toEqual(['file']);
      const entry = form.get('file') as File;
      expect([entry.name, entry.type]).toEqual(['a.bin', 'application/octet-stream']);
      expect(Buffer.from(await entry.arrayBuffer())).toEqual(all);
      await gone.remove();
      expect((await gone.toBlob('')).size).toBe(0);
    },
  );
});

/** What React Native's reader of files can do. */
class OnlyDataUrls {
  result = '';
  onload = () => {};
  readAsDataURL(file: { own: Blob }) {
    void file.own.arrayBuffer().then((bytes) => {
      this.result = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
      this.onload();
    });
  }
}

function slicesWithoutArrayBuffer(this: Blob, start?: number, end?: number) {
  return { own: Blob.prototype.slice.call(this, start, end) };
}

describe('deadlines and ends, with the signals React Native has before 0.87', () => {
  const setOldSignals = () => {
    setGlobal('AbortController', OldAbortController);
    setGlobal('AbortSignal', undefined);
  };

  it('a deadline ends when its time is over, and not when it was called off', () => {
    setOldSignals();
    const callbacks = new Set<() => void>();
    const timer = (callback: () => void) => {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    };
    const [one, other] = [deadline(timer, 1), deadline(timer, 1)];
    other.callOff();
    for (const callback of callbacks) callback();
    expect([one.signal.aborted, other.signal.aborted]).toEqual([true, false]);
  });

  it('a call of the Messaging API that gets no answer says TIMEOUT, and an address that is none says NETWORK_FAILURE', async () => {
    setOldSignals();
    const silence = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))));
    const accessToken = async () => 'token';
    const config = { apiUrl: 'http://api.test', accessToken, timeoutMs: 10 };
    const api = createMessagingApi({ ...config, fetch: silence as unknown as typeof fetch });
    await expect(api.signup()).rejects.toMatchObject({ type: 'TIMEOUT' });
    const nowhere = createMessagingApi({ ...config, apiUrl: 'not an address', fetch });
    await expect(nowhere.signup()).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
  });

  it('a transfer that stands still says FILE_STALLED, and one that is called off ends', async () => {
    setOldSignals();
    const endless = ({ signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))));
    const atOnce = (callback: () => void) => {
      queueMicrotask(callback);
      return () => {};
    };
    await expect(unlessStalled(atOnce, undefined, endless)).rejects.toMatchObject({ code: 'FILE_STALLED' });
    const person = new OldAbortController();
    const transfer = unlessStalled(() => () => {}, person.signal, endless);
    person.abort();
    await expect(transfer).rejects.toThrow('aborted');
    expect(() => throwIfAborted(person.signal)).toThrow('aborted');
  });
});
