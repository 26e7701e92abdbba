import type { webcrypto } from 'node:crypto';
import {
  type CipherGCM,
  type CipherGCMOptions,
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type DecipherGCM,
  generateKeyPair,
  getCipherInfo,
  type Hash,
  type Hmac,
  type KeyExportOptions,
  type KeyObject,
  type PrivateKeyInput,
  type PublicKeyInput,
  privateDecrypt,
  publicEncrypt,
  scrypt,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';

/*
 * The native objects of react-native-quick-crypto 1.1.7 that this app comes to (its src/specs), by Node's crypto. Both are OpenSSL. Bytes are
 * Uint8Array. What a method promises is in `promised`.
 */

type Bytes = Uint8Array;
type Method = (...args: never[]) => unknown;
/** Its methods, and those that answer a promise. A name with `$` is not for the app. */
export type NativeObject = { [method: string]: Method | Record<string, Method> } & {
  $promised?: Record<string, Method>;
};
/** What the app holds of one: `made` of the phone makes it. */
export type CryptoHost = { made: (object: NativeObject) => unknown };
type Maybe<T> = T | null | undefined;
type Handle = { $key: () => KeyObject };

/** `KeyType`, `KFormatType` and `KeyEncoding` of quick-crypto's src/utils/types.ts. */
const SECRET = 0;
const PUBLIC = 1;
const FORMATS = ['der', 'pem', 'jwk'] as const;
const ENCODINGS = ['pkcs1', 'pkcs8', 'spki', 'sec1'] as const;
const DER = 0;
const encodingOf = (encoding: Maybe<number>) => ENCODINGS[encoding ?? -1];

const bytes = (value: Bytes): Bytes => new Uint8Array(value);
const hashName = (name: string): string => name.toLowerCase().replace(/^sha-/, 'sha');

const hash = () => {
  let made: Hash;
  return {
    createHash: (algorithm: string) => {
      made = createHash(hashName(algorithm));
    },
    update: (data: Bytes) => void made.update(data),
    digest: () => bytes(made.digest()),
    getSupportedHashAlgorithms: () => ['sha1', 'sha256', 'sha512'],
  };
};

const hmac = () => {
  let made: Hmac;
  return {
    createHmac: (algorithm: string, key: Bytes) => {
      made = createHmac(hashName(algorithm), key);
    },
    update: (data: Bytes) => void made.update(data),
    digest: () => bytes(made.digest()),
  };
};

const cipher = () => ({
  getCipherInfo: (name: string, keyLength: Maybe<number>, ivLength: Maybe<number>) =>
    getCipherInfo(name, { keyLength: keyLength ?? undefined, ivLength: ivLength ?? undefined }) ?? null,
  getSupportedCiphers: () => ['aes-256-cbc', 'aes-256-gcm'],
});

type CipherArgs = {
  isCipher: boolean;
  cipherType: string;
  cipherKey: Bytes;
  iv: Bytes;
  authTagLen?: number;
};

const cipherOf = ({ isCipher, cipherType, cipherKey, iv, authTagLen }: CipherArgs): NativeObject => {
  const isGcm = /gcm/i.test(cipherType);
  const make = isCipher ? createCipheriv : createDecipheriv;
  // Only those of AES-GCM are asked for what a plain one has not.
  const made = make(cipherType.toLowerCase(), cipherKey, iv, {
    ...(isGcm && { authTagLength: authTagLen }),
  } as CipherGCMOptions) as CipherGCM & DecipherGCM;
  return {
    update: (data: Bytes) => bytes(made.update(data)),
    final: () => bytes(made.final()),
    setAAD: (data: Bytes) => {
      made.setAAD(data);
      return true;
    },
    setAutoPadding: (isOn: boolean) => {
      made.setAutoPadding(isOn);
      return true;
    },
    setAuthTag: (tag: Bytes) => {
      made.setAuthTag(tag);
      return true;
    },
    getAuthTag: () => bytes(made.getAuthTag()),
  };
};

const keyObject = (): NativeObject => {
  let made: KeyObject;
  return {
    init: (type: number, key: string | Bytes, format: Maybe<number>, encoding: Maybe<number>) => {
      if (type === SECRET) made = createSecretKey(Buffer.from(key));
      else if (type === PUBLIC && isRaw(key, format)) made = rawPublic('X25519', key);
      else {
        const isText = typeof key === 'string';
        const text = isText ? key : Buffer.from(key);
        const isPem = isText || Buffer.from(key).toString('latin1').startsWith('-----');
        const how: Encoded = {
          key: text,
          format: isPem ? 'pem' : (FORMATS[format ?? DER] ?? 'der'),
          type: encodingOf(encoding),
        };
        made = type === PUBLIC ? publicKeyOf(how) : privateKeyOf(how);
      }
      return true;
    },
    initRawPublic: (type: string, raw: Bytes) => {
      made = rawPublic(type, raw);
      return true;
    },
    initRawPrivate: (_type: string, raw: Bytes) => {
      made = createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, raw]), format: 'der', type: 'pkcs8' });
      return true;
    },
    initJwk: (jwk: webcrypto.JsonWebKey) => {
      made = jwk.d
        ? createPrivateKey({ key: jwk, format: 'jwk' })
        : createPublicKey({ key: jwk, format: 'jwk' });
      return jwk.d ? 2 : 1;
    },
    exportKey: (format: Maybe<number>, encoding: Maybe<number>) => {
      if (made.type === 'secret') return bytes(made.export());
      const isOfCurve = /25519$/.test(made.asymmetricKeyType ?? '');
      if (isOfCurve && (format ?? encoding ?? null) === null) return rawOf(made);
      const type = encodingOf(encoding) ?? (made.type === 'public' ? 'spki' : 'pkcs8');
      const how = { format: FORMATS[format ?? DER] ?? 'der', type } as KeyExportOptions;
      return bytes(Buffer.from(made.export(how) as Buffer));
    },
    exportJwk: () => made.export({ format: 'jwk' }),
    exportRawPublic: () => bytes(Buffer.from(made.export({ format: 'jwk' }).x ?? '', 'base64url')),
    exportRawPrivate: () => bytes(Buffer.from(made.export({ format: 'jwk' }).d ?? '', 'base64url')),
    getAsymmetricKeyType: () => made.asymmetricKeyType,
    getSymmetricKeySize: () => made.symmetricKeySize,
    keyDetail: () => {
      const { modulusLength, publicExponent } = made.asymmetricKeyDetails ?? {};
      return { length: modulusLength, modulusLength, publicExponent: Number(publicExponent) };
    },
    keyEquals: (other: Handle) => made.equals(other.$key()),
    $key: () => made,
  };
};

type Encoded = {
  key: string | Buffer;
  format: (typeof FORMATS)[number];
  type: (typeof ENCODINGS)[number] | undefined;
};
const privateKeyOf = (how: Encoded): KeyObject =>
  createPrivateKey({ ...how, type: how.type ?? 'pkcs8' } as PrivateKeyInput);
const publicKeyOf = (how: Encoded): KeyObject => {
  try {
    return createPublicKey({ ...how, type: how.type ?? 'spki' } as PublicKeyInput);
  } catch {
    return createPublicKey(privateKeyOf(how));
  }
};
/** RFC 8410, section 7: what comes before the 32 bytes of a private key. */
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** 32 bytes without a format are a key of X25519 to quick-crypto, also those of Ed25519: only the bytes are taken out of it again. */
const isRaw = (key: string | Bytes, format: Maybe<number>): key is Bytes =>
  (format ?? null) === null && typeof key !== 'string' && key.length === 32;
const rawPublic = (curve: string, raw: Bytes): KeyObject =>
  createPublicKey({ key: okp(curve, raw), format: 'jwk' });
const rawOf = (key: KeyObject): Bytes => {
  const { d, x = '' } = key.export({ format: 'jwk' });
  return bytes(Buffer.from(d ?? x, 'base64url'));
};
const okp = (type: string, raw: Bytes): webcrypto.JsonWebKey => ({
  kty: 'OKP',
  crv: type.replace(/^ed/, 'Ed'),
  x: Buffer.from(raw).toString('base64url'),
});

const padded = (key: Handle, padding: number, hashAlgorithm: string) => ({
  key: key.$key(),
  padding,
  ...(padding === constants.RSA_PKCS1_OAEP_PADDING && { oaepHash: hashName(hashAlgorithm) }),
});

type RsaArgs = [key: Handle, data: Bytes, padding: number, hashAlgorithm: string];
const rsaDecrypt = (...[key, data, ...how]: RsaArgs) => bytes(privateDecrypt(padded(key, ...how), data));
const rsaCipher = () => ({
  encrypt: (...[key, data, ...how]: RsaArgs) => bytes(publicEncrypt(padded(key, ...how), data)),
  decrypt: rsaDecrypt,
  privateDecrypt: rsaDecrypt,
});

const rsaKeyPair = () => {
  const wanted = { modulusLength: 0, publicExponent: 65_537 };
  let made: { publicKey: Bytes; privateKey: Bytes };
  return {
    setModulusLength: (bits: number) => {
      wanted.modulusLength = bits;
    },
    setPublicExponent: (exponent: Bytes) => {
      wanted.publicExponent = Number(BigInt(`0x${Buffer.from(exponent).toString('hex')}`));
    },
    setHashAlgorithm: () => {},
    $promised: {
      generateKeyPair: async () => {
        made = await promisify(generateKeyPair)('rsa', {
          ...wanted,
          publicKeyEncoding: { type: 'spki', format: 'der' },
          privateKeyEncoding: { type: 'pkcs8', format: 'der' },
        });
      },
    },
    getPublicKey: () => bytes(made.publicKey),
    getPrivateKey: () => bytes(made.privateKey),
  };
};

type Signed = { algorithm: () => string; data: () => Buffer };
const signer = (finish: (signed: Signed) => Record<string, Method>) => () => {
  let algorithm: string;
  const parts: Buffer[] = [];
  return {
    init: (name: string) => {
      algorithm = hashName(name);
    },
    update: (data: Bytes) => void parts.push(Buffer.from(data)),
    ...finish({ algorithm: () => algorithm, data: () => Buffer.concat(parts) }),
  };
};
const keyWith = (key: Handle, padding: Maybe<number>, saltLength: Maybe<number>) => ({
  key: key.$key(),
  padding: padding ?? undefined,
  saltLength: saltLength ?? undefined,
});
const signHandle = signer(({ algorithm, data }) => ({
  sign: (key: Handle, padding: Maybe<number>, salt: Maybe<number>) =>
    bytes(sign(algorithm(), data(), keyWith(key, padding, salt))),
}));
const verifyHandle = signer(({ algorithm, data }) => ({
  verify: (key: Handle, signature: Bytes, padding: Maybe<number>, salt: Maybe<number>) =>
    verify(algorithm(), data(), keyWith(key, padding, salt), signature),
}));

/** A key is raw (32 bytes) or PKCS #8 or SPKI in DER, as quick-crypto's C++ takes them. */
const ed25519Private = (key: Bytes): KeyObject =>
  createPrivateKey({
    key: key.length === 32 ? Buffer.concat([PKCS8_OF_ED25519, key]) : Buffer.from(key),
    format: 'der',
    type: 'pkcs8',
  });
const ed25519Public = (key: Bytes): KeyObject =>
  key.length === 32
    ? createPublicKey({ key: okp('ed25519', key), format: 'jwk' })
    : createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
const edKeyPair = () => ({
  setCurve: () => {},
  signSync: (message: Bytes, key: Bytes) => bytes(sign(null, message, ed25519Private(key))),
  verifySync: (signature: Bytes, message: Bytes, key: Bytes) =>
    verify(null, message, ed25519Public(key), signature),
  $promised: {
    sign: async (message: Bytes, key: Bytes) => bytes(sign(null, message, ed25519Private(key))),
    verify: async (signature: Bytes, message: Bytes, key: Bytes) =>
      verify(null, message, ed25519Public(key), signature),
  },
});

type ScryptArgs = [
  password: Bytes,
  salt: Bytes,
  N: number,
  r: number,
  p: number,
  maxmem: number,
  length: number,
];
const scryptObject = () => ({
  $promised: {
    deriveKey: (...[password, salt, N, r, p, maxmem, length]: ScryptArgs) =>
      new Promise<Bytes>((resolve, reject) =>
        scrypt(password, salt, length, { N, r, p, maxmem }, (error, key) =>
          error ? reject(error) : resolve(bytes(key)),
        ),
      ),
  },
});

/** Makes a native object by its name. Throws for one that is not here. */
export const makeCryptoObject = (name: string, host: CryptoHost): NativeObject => {
  const makers: Record<string, () => object> = {
    Hash: hash,
    Hmac: hmac,
    Cipher: cipher,
    CipherFactory: () => ({ createCipher: (args: CipherArgs) => host.made(cipherOf(args)) }),
    KeyObjectHandle: keyObject,
    RsaCipher: rsaCipher,
    RsaKeyPair: rsaKeyPair,
    SignHandle: signHandle,
    VerifyHandle: verifyHandle,
    EdKeyPair: edKeyPair,
    Scrypt: scryptObject,
    Utils: () => ({
      timingSafeEqual: (one: Bytes, other: Bytes) => Buffer.compare(one, other) === 0,
      stringToBuffer: (text: string, encoding: BufferEncoding) => bytes(Buffer.from(text, encoding)),
      bufferToString: (buffer: Bytes, encoding: BufferEncoding, start: Maybe<number>, end: Maybe<number>) =>
        Buffer.from(buffer).toString(encoding, start ?? undefined, end ?? undefined),
    }),
  };
  const make = makers[name];
  if (!make) throw new Error(`The test's phone has no native object ${name}.`);
  return make() as NativeObject;
};
