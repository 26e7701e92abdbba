import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import {
  createEd25519,
  type Ed25519,
  ed25519InJavaScript,
  ed25519OfWebCrypto,
} from '../../../client-example/secure-chat/src/platform/ed25519.ts';
import { RFC_8032 } from './rfc-8032.ts';

const real = globalThis.crypto;
const native = ed25519OfWebCrypto(real.subtle);
const javaScript = await ed25519InJavaScript();
const both: readonly (readonly [string, Ed25519])[] = [
  ['WebCrypto', native],
  ['JavaScript', javaScript],
];

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const { Point } = ed25519;
/** Every spelling of a point whose order divides 8. */
const SMALL_ORDER = [
  '01'.padEnd(64, '0'),
  '01'.padEnd(62, '0').concat('80'),
  '00'.repeat(32),
  '80'.padStart(64, '0'),
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  `ec${'ff'.repeat(31)}`,
  `ed${'ff'.repeat(31)}`,
  `ee${'ff'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
];

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.slice().reverse())}`);
const bytesOf = (number: bigint): Uint8Array => hex(number.toString(16).padStart(64, '0')).reverse();

/** Node's own Ed25519, by the DER forms of RFC 8410. */
const privateKeyOf = (key: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.from(`302e020100300506032b657004220420${toHex(key)}`, 'hex'),
    format: 'der',
    type: 'pkcs8',
  });
const publicKeyOf = (key: Uint8Array): KeyObject =>
  createPublicKey({
    key: Buffer.from(`302a300506032b6570032100${toHex(key)}`, 'hex'),
    format: 'der',
    type: 'spki',
  });

const [first] = RFC_8032.map(({ privateKey, publicKey, message, signature }) => ({
  privateKey: hex(privateKey),
  publicKey: hex(publicKey),
  message: hex(message),
  signature: hex(signature),
}));
if (!first) throw new Error('no vector');

/** What both say, which must be the same. */
const verdict = async (
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): Promise<boolean> => {
  const answers = await Promise.all(both.map(([, one]) => one.verify(signature, message, publicKey)));
  expect(answers[0]).toBe(answers[1]);
  return answers[0] ?? false;
};

describe.each(both)('Ed25519 in %s', (_, { publicKey, sign: signed, verify: verified }) => {
  it.each(RFC_8032)('is that of RFC 8032, $name', async (vector) => {
    const [privateKey, message] = [hex(vector.privateKey), hex(vector.message)];
    expect(toHex(await publicKey(privateKey))).toBe(vector.publicKey);
    expect(toHex(await signed(message, privateKey))).toBe(vector.signature);
    expect(await verified(hex(vector.signature), message, hex(vector.publicKey))).toBe(true);
  });

  it('takes no private key that is too short', async () => {
    for (const length of [0, 31]) {
      await expect(publicKey(new Uint8Array(length))).rejects.toBeDefined();
      await expect(signed(first.message, new Uint8Array(length))).rejects.toBeDefined();
    }
  });
});

describe('the vectors', () => {
  it.each(RFC_8032)(
    "are those of Node's OpenSSL too, $name",
    ({ privateKey, publicKey, message, signature }) => {
      expect(sign(null, hex(message), privateKeyOf(hex(privateKey))).toString('hex')).toBe(signature);
      expect(verify(null, hex(message), publicKeyOf(hex(publicKey)), hex(signature))).toBe(true);
    },
  );
});

describe('both', () => {
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('sign any text with any key alike, and verify what the other signed', () =>
    fc.assert(
      fc.asyncProperty(bytes32, fc.uint8Array({ maxLength: 300 }), async (privateKey, message) => {
        const publicKey = await native.publicKey(privateKey);
        const signature = await native.sign(message, privateKey);
        expect(await javaScript.publicKey(privateKey)).toEqual(publicKey);
        expect(await javaScript.sign(message, privateKey)).toEqual(signature);
        expect(await verdict(signature, message, publicKey)).toBe(true);
      }),
      { numRuns: 40 },
    ));

  it('refuse every signature, text and key with one bit turned', async () => {
    const { signature, message, publicKey } = { ...first, message: Uint8Array.of(1, 2, 3) };
    const right = await native.sign(message, first.privateKey);
    expect(await verdict(right, message, publicKey)).toBe(true);
    expect(await verdict(signature, message, publicKey)).toBe(false);
    for (let bit = 0; bit < 512; bit += 1)
      expect(await verdict(turned(right, bit), message, publicKey)).toBe(false);
    for (let bit = 0; bit < 256; bit += 1)
      expect(await verdict(right, message, turned(publicKey, bit))).toBe(false);
    for (let bit = 0; bit < 24; bit += 1)
      expect(await verdict(right, turned(message, bit), publicKey)).toBe(false);
  });

  it.each([1n, 2n, 8n])('refuse S plus %i times the order: a signature has one form', async (times) => {
    const S = littleEndian(first.signature.slice(32)) + times * ORDER;
    const again = Uint8Array.from([...first.signature.slice(0, 32), ...bytesOf(S)]);
    expect(await verdict(again, first.message, first.publicKey)).toBe(false);
  });

  it.each([
    ['empty', 0],
    ['of 63 bytes', 63],
    ['of 65 bytes', 65],
    ['of 128 bytes', 128],
  ])('say no, and do not reject, to a signature %s', async (_, length) => {
    const signature = new Uint8Array(length);
    signature.set(first.signature.slice(0, length));
    expect(await verdict(signature, first.message, first.publicKey)).toBe(false);
  });

  it.each([
    ['empty', ''],
    ['of 31 bytes', 'd7'.repeat(31)],
    ['of 33 bytes', `${RFC_8032[0]?.publicKey}00`],
    ['that is no point', '02'.padEnd(64, '0')],
    ['that is no point, and not below the prime', 'ff'.repeat(32)],
    ['of the private half', RFC_8032[0]?.privateKey ?? ''],
  ])('say no, and do not reject, to a key %s', async (_, key) => {
    expect(await verdict(first.signature, first.message, hex(key))).toBe(false);
  });

  it('take a signature by a key with a part of small order alike', async () => {
    const T8 = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
    const publicKey = Point.BASE.multiply(123n).add(T8).toBytes();
    const verdicts = new Set<boolean>();
    for (let r = 1n; r <= 40n; r += 1n) {
      const R = Point.BASE.multiply(r).toBytes();
      const k = littleEndian(createHash('sha512').update(R).update(publicKey).update('x').digest()) % ORDER;
      const signature = Uint8Array.from([...R, ...bytesOf((r + k * 123n) % ORDER)]);
      verdicts.add(await verdict(signature, Buffer.from('x'), publicKey));
    }
    expect(verdicts).toEqual(new Set([false, true]));
  });

  it.each(SMALL_ORDER)(
    'say no to a key of small order, under which one signature fits any text: %s',
    async (key) => {
      const signature = Uint8Array.from([...Point.BASE.toBytes(), ...bytesOf(1n)]);
      for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'])
        expect(await verdict(signature, Buffer.from(text), hex(key))).toBe(false);
    },
  );

  it('say no to whatever is no signature', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        bytes32,
        async (signature, publicKey) => {
          expect(await verdict(signature, first.message, publicKey)).toBe(false);
        },
      ),
      { numRuns: 40 },
    ));
});

describe('the choice between the two', () => {
  /** What JavaScript blinds its secrets with; React Native has it, and nothing else of it. */
  const getRandomValues = real.getRandomValues.bind(real);
  afterEach(() => setCrypto(real));

  it('is WebCrypto where it is right, asked once', async () => {
    const counted = counting(real.subtle);
    setCrypto({ subtle: counted.subtle });
    const { publicKey, verify } = createEd25519();
    await Promise.all([publicKey(first.privateKey), verify(first.signature, first.message, first.publicKey)]);
    const signatures = counted.calls.filter((name) => name === 'sign').length;
    expect(counted.calls).toContain('verify');
    await verify(first.signature, first.message, first.publicKey);
    expect(counted.calls.filter((name) => name === 'sign')).toHaveLength(signatures);
  });

  it.each<[string, object]>([
    ['there is no subtle', {}],
    ['it has no Ed25519', { subtle: answering(() => Promise.reject(new Error('NotSupportedError'))) }],
    [
      'it throws',
      {
        subtle: answering(() => {
          throw new Error('not here');
        }),
      },
    ],
    ['it takes every signature', { subtle: changed({ verify: async () => true }) }],
    ['it takes no signature', { subtle: changed({ verify: async () => false }) }],
    ['it signs otherwise', { subtle: changed({ sign: async () => new ArrayBuffer(64) }) }],
    ['it signs too short', { subtle: changed({ sign: async () => new ArrayBuffer(0) }) }],
    ['it tells no public key', { subtle: changed({ exportKey: async () => ({}) }) }],
  ])('is JavaScript where %s', async (_, crypto) => {
    setCrypto({ getRandomValues, ...crypto });
    const { publicKey, sign, verify } = createEd25519();
    expect(await publicKey(first.privateKey)).toEqual(first.publicKey);
    expect(await sign(first.message, first.privateKey)).toEqual(first.signature);
    expect(await verify(first.signature, first.message, first.publicKey)).toBe(true);
    expect(await verify(first.signature, Uint8Array.of(1), first.publicKey)).toBe(false);
  });

  it('verifies in JavaScript where there is no crypto at all', async () => {
    setCrypto(undefined);
    const { verify } = createEd25519();
    expect(await verify(first.signature, first.message, first.publicKey)).toBe(true);
    expect(await verify(first.signature, Uint8Array.of(1), first.publicKey)).toBe(false);
  });

  it('goes on verifying after more keys than are kept ready', async () => {
    const keys = await Promise.all(
      Array.from({ length: 510 }, async (_, at) => javaScript.publicKey(bytesOf(BigInt(at)))),
    );
    const counted = counting(real.subtle);
    const many = ed25519OfWebCrypto(counted.subtle);
    for (const key of keys) expect(await many.verify(first.signature, first.message, key)).toBe(false);
    const imported = () => counted.calls.filter((name) => name === 'importKey').length;
    expect(imported()).toBe(510);
    expect(await many.verify(first.signature, first.message, first.publicKey)).toBe(true);
    expect(await many.verify(first.signature, first.message, first.publicKey)).toBe(true);
    expect(imported()).toBe(511);
  });
});

function turned(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function setCrypto(value: unknown): void {
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true, writable: true });
}

function answering(answer: () => unknown): SubtleCrypto {
  return new Proxy({}, { get: () => answer }) as SubtleCrypto;
}

function changed(changes: object): SubtleCrypto {
  return new Proxy(real.subtle, {
    get: (subtle, name) => {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name);
      const value: unknown = Reflect.get(subtle, name);
      return typeof value === 'function' ? value.bind(subtle) : value;
    },
  });
}

function counting(subtle: SubtleCrypto): { subtle: SubtleCrypto; calls: string[] } {
  const calls: string[] = [];
  const proxy = new Proxy(subtle, {
    get: (target, name) => {
      calls.push(String(name));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { subtle: proxy, calls };
}
