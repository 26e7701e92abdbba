import { fromBase64Url } from '../../../../shared/contract/base64url.ts';

/** Ed25519 signatures (RFC 8032). Keys and signatures are raw bytes: 32 of a private or public key, 64 of a signature. */
export type Ed25519 = {
  publicKey: (privateKey: Uint8Array) => Promise<Uint8Array>;
  /** The bytes of a private key stay as they are: they are made ready once. */
  sign: (bytes: Uint8Array, privateKey: Uint8Array) => Promise<Uint8Array>;
  /** False also for what is no key or no signature; never rejects. */
  verify: (signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array) => Promise<boolean>;
};

/**
 * By WebCrypto where it gives the answers of RFC 8032, which is looked at once; else in JavaScript that is loaded only then. WebCrypto takes a tenth
 * of the time.
 */
export const createEd25519 = (): Ed25519 => {
  let chosen: Promise<Ed25519> | undefined;
  const choose = (): Promise<Ed25519> => {
    chosen ??= choice().catch((error: unknown) => {
      chosen = undefined;
      throw error;
    });
    return chosen;
  };
  return {
    publicKey: async (privateKey) => (await choose()).publicKey(privateKey),
    sign: async (bytes, privateKey) => (await choose()).sign(bytes, privateKey),
    verify: async (...signed) => (await choose()).verify(...signed),
  };
};

const choice = async (): Promise<Ed25519> => {
  const { subtle } = globalThis.crypto ?? {};
  const native = subtle && ed25519OfWebCrypto(subtle);
  return native && (await isRight(native)) ? native : ed25519InJavaScript();
};

/**
 * Of `@noble/curves`, strict about the forms of keys and signatures as RFC 8032 is. The library multiplies the equation by the cofactor, WebCrypto does not: a key with a part of small
 * order would make signatures that some devices take and others refuse. So R is compared as WebCrypto does it, too.
 */
export const ed25519InJavaScript = async (): Promise<Ed25519> => {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  const { sha512 } = await import('@noble/hashes/sha2.js');
  const { Point } = ed25519;
  const isExact = (signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array): boolean => {
    const [R, S] = [signature.slice(0, 32), signature.slice(32)];
    const k = numberOf(sha512(Uint8Array.from([...R, ...publicKey, ...bytes]))) % Point.Fn.ORDER;
    const kA = Point.fromBytes(publicKey).multiplyUnsafe(k);
    return same(Point.BASE.multiplyUnsafe(numberOf(S)).subtract(kA).toBytes(), R);
  };
  return {
    publicKey: async (privateKey) => ed25519.getPublicKey(privateKey),
    sign: async (bytes, privateKey) => ed25519.sign(bytes, privateKey),
    verify: async (signature, bytes, publicKey) => {
      try {
        return (
          ed25519.verify(signature, bytes, publicKey, { zip215: false }) &&
          isExact(signature, bytes, publicKey)
        );
      } catch {
        return false;
      }
    },
  };
};

/** So many authors' keys are kept ready. */
const MOST_KEYS = 500;

/** `webCrypto`: a `SubtleCrypto`, which an app's compiler need not know. */
export const ed25519OfWebCrypto = (webCrypto: object): Ed25519 => {
  const subtle = webCrypto as SubtleCrypto;
  /** What is looked at once for each key; null for one that nothing may be verified with. */
  const ready = new Map<string, Promise<CryptoKey | null>>();
  const verifying = (publicKey: Uint8Array): Promise<CryptoKey | null> => {
    const name = String.fromCharCode(...publicKey);
    const known = ready.get(name);
    if (known) return known;
    const importing = isOfSmallOrder(publicKey)
      ? Promise.resolve(null)
      : subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
    if (ready.size >= MOST_KEYS) ready.clear();
    ready.set(name, importing);
    return importing;
  };
  const signers = new WeakMap<Uint8Array, Promise<CryptoKey>>();
  const signingWith = (privateKey: Uint8Array): Promise<CryptoKey> => {
    const known = signers.get(privateKey) ?? signing(subtle, privateKey, false);
    signers.set(privateKey, known);
    return known;
  };
  return {
    publicKey: async (privateKey) => {
      const { x = '' } = await subtle.exportKey('jwk', await signing(subtle, privateKey, true));
      return fromBase64Url(x);
    },
    sign: async (bytes, privateKey) =>
      new Uint8Array(await subtle.sign('Ed25519', await signingWith(privateKey), own(bytes))),
    verify: async (signature, bytes, publicKey) => {
      try {
        const key = await verifying(publicKey);
        return key !== null && (await subtle.verify('Ed25519', key, own(signature), own(bytes)));
      } catch {
        return false;
      }
    },
  };
};

/** What stands before the 32 bytes in PKCS #8 (RFC 8410 section 7): WebCrypto takes a private key in no simpler form. */
const PKCS8 = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

const signing = (subtle: SubtleCrypto, privateKey: Uint8Array, extractable: boolean): Promise<CryptoKey> =>
  subtle.importKey('pkcs8', Uint8Array.from([...PKCS8, ...privateKey]), 'Ed25519', extractable, ['sign']);

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** RFC 8032 section 7.1, TEST 2. */
const KNOWN = {
  privateKey: bytesOfHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
  publicKey: bytesOfHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  message: bytesOfHex('72'),
  signature: bytesOfHex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ),
};

const isRight = async ({ publicKey, sign, verify }: Ed25519): Promise<boolean> => {
  try {
    const made = await publicKey(KNOWN.privateKey);
    const signed = await sign(KNOWN.message, KNOWN.privateKey);
    const isVerified = await verify(KNOWN.signature, KNOWN.message, KNOWN.publicKey);
    const isOther = await verify(KNOWN.signature, bytesOfHex('73'), KNOWN.publicKey);
    return same(made, KNOWN.publicKey) && same(signed, KNOWN.signature) && isVerified && !isOther;
  } catch {
    return false;
  }
};

const same = (some: Uint8Array, others: Uint8Array): boolean =>
  some.length === others.length && some.every((byte, at) => byte === others[at]);

/** Little-endian. */
const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** y of the points whose order divides 8, and of 0 and 1 once more with the prime added: every signature could be made to fit such a key. */
const SMALL_ORDER_Y = new Set([
  0n,
  1n,
  0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffecn,
  0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn,
  0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeen,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/** The last bit is the sign of x. Node 20 and some browsers take these keys. */
const isOfSmallOrder = (publicKey: Uint8Array): boolean =>
  SMALL_ORDER_Y.has(BigInt.asUintN(255, numberOf(publicKey)));

const own = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
