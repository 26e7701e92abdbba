import {
  constants,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { rawPublicKey } from './key-object.ts';
import { type Bytes, bytes, hashName, type KeyHandle, type Maybe, type Method } from './native-object.ts';

const padded = (key: KeyHandle, padding: number, hashAlgorithm: string) => ({
  key: key.$key(),
  padding,
  ...(padding === constants.RSA_PKCS1_OAEP_PADDING && { oaepHash: hashName(hashAlgorithm) }),
});

type RsaArgs = [key: KeyHandle, data: Bytes, padding: number, hashAlgorithm: string];
/** RSA with a handle's key. */
export const rsaCipher = () => ({
  encrypt: (...[key, data, ...how]: RsaArgs) => bytes(publicEncrypt(padded(key, ...how), data)),
  privateDecrypt: (...[key, data, ...how]: RsaArgs) => bytes(privateDecrypt(padded(key, ...how), data)),
});

/** Makes RSA keys: SPKI and PKCS #8, in DER. */
export const rsaKeyPair = () => {
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
const keyWith = (key: KeyHandle, padding: Maybe<number>, saltLength: Maybe<number>) => ({
  key: key.$key(),
  padding: padding ?? undefined,
  saltLength: saltLength ?? undefined,
});
/** Signs what it was given, piece by piece. */
export const signHandle = signer(({ algorithm, data }) => ({
  sign: (key: KeyHandle, padding: Maybe<number>, salt: Maybe<number>) =>
    bytes(sign(algorithm(), data(), keyWith(key, padding, salt))),
}));
/** Verifies what it was given, piece by piece. */
export const verifyHandle = signer(({ algorithm, data }) => ({
  verify: (key: KeyHandle, signature: Bytes, padding: Maybe<number>, salt: Maybe<number>) =>
    verify(algorithm(), data(), keyWith(key, padding, salt), signature),
}));

/** RFC 8410, section 7: what comes before the 32 bytes of a private key. */
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const ed25519Private = (raw: Bytes): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, raw]), format: 'der', type: 'pkcs8' });

/** Of Ed25519. It takes keys as 32 bytes alone, as quick-crypto's C++ does. */
export const edKeyPair = () => ({
  setCurve: () => {},
  signSync: (message: Bytes, key: Bytes) => bytes(sign(null, message, ed25519Private(key))),
  verifySync: (signature: Bytes, message: Bytes, key: Bytes) =>
    verify(null, message, rawPublicKey('Ed25519', key), signature),
});
