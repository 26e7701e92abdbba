import {
  type CipherGCM,
  type CipherGCMOptions,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  type DecipherGCM,
  getCipherInfo,
  type Hash,
  type Hmac,
  scrypt,
} from 'node:crypto';
import { keyObject } from './key-object.ts';
import { type Bytes, bytes, hashName, type Maybe, type NativeObject } from './native-object.ts';
import { edKeyPair, rsaCipher, rsaKeyPair, signHandle, verifyHandle } from './public-key-objects.ts';

/*
 * The native objects of react-native-quick-crypto 1.1.7 that this app comes to (its src/specs), by Node's crypto. Both are OpenSSL. Bytes are
 * Uint8Array. What a method promises is in `$promised`.
 */

/** What the app holds of one: `made` of the phone makes it. */
export type CryptoHost = { made: (object: NativeObject) => unknown };

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
