import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyExportOptions,
  type KeyObject,
  type PrivateKeyInput,
  type PublicKeyInput,
} from 'node:crypto';
import { type Bytes, bytes, type Maybe, type NativeObject } from './native-object.ts';

/** `KeyType`, `KFormatType` and `KeyEncoding` of quick-crypto's src/utils/types.ts. */
const SECRET = 0;
const PUBLIC = 1;
const FORMATS = ['der', 'pem', 'jwk'] as const;
const ENCODINGS = ['pkcs1', 'pkcs8', 'spki', 'sec1'] as const;
const DER = 0;
const encodingOf = (encoding: Maybe<number>) => ENCODINGS[encoding ?? -1];

/** A `KeyObjectHandle`. */
export const keyObject = (): NativeObject => {
  let made: KeyObject;
  return {
    init: (type: number, key: string | Bytes, format: Maybe<number>, encoding: Maybe<number>) => {
      if (type === SECRET) made = createSecretKey(Buffer.from(key));
      else if (type === PUBLIC && isRaw(key, format)) made = rawPublicKey('X25519', key);
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
    exportKey: (format: Maybe<number>, encoding: Maybe<number>) => {
      if (made.type === 'secret') return bytes(made.export());
      const isOfCurve = /25519$/.test(made.asymmetricKeyType ?? '');
      if (isOfCurve && (format ?? encoding ?? null) === null) return rawOf(made);
      const type = encodingOf(encoding) ?? (made.type === 'public' ? 'spki' : 'pkcs8');
      const how = { format: FORMATS[format ?? DER] ?? 'der', type } as KeyExportOptions;
      return bytes(Buffer.from(made.export(how) as Buffer));
    },
    exportJwk: () => made.export({ format: 'jwk' }),
    getAsymmetricKeyType: () => made.asymmetricKeyType,
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
/** 32 bytes without a format are a key of X25519 to quick-crypto, also those of Ed25519: only the bytes are taken out of it again. */
const isRaw = (key: string | Bytes, format: Maybe<number>): key is Bytes =>
  (format ?? null) === null && typeof key !== 'string' && key.length === 32;
const rawOf = (key: KeyObject): Bytes => {
  const { d, x = '' } = key.export({ format: 'jwk' });
  return bytes(Buffer.from(d ?? x, 'base64url'));
};

/** A public key of a curve in RFC 8037's names, from its bytes. */
export const rawPublicKey = (crv: 'Ed25519' | 'X25519', raw: Bytes): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv, x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });
