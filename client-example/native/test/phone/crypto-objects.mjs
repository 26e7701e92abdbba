import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  getCipherInfo,
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

/** `KeyType`, `KFormatType` and `KeyEncoding` of quick-crypto's src/utils/types.ts. */
const SECRET = 0;
const PUBLIC = 1;
const FORMATS = ['der', 'pem', 'jwk'];
const ENCODINGS = ['pkcs1', 'pkcs8', 'spki', 'sec1'];

const bytes = (value) => new Uint8Array(value);
const hashName = (name) => name.toLowerCase().replace(/^sha-/, 'sha');

const hash = () => {
  let made;
  return {
    createHash: (algorithm) => {
      made = createHash(hashName(algorithm));
    },
    update: (data) => void made.update(data),
    digest: () => bytes(made.digest()),
    getSupportedHashAlgorithms: () => ['sha1', 'sha256', 'sha512'],
  };
};

const hmac = () => {
  let made;
  return {
    createHmac: (algorithm, key) => {
      made = createHmac(hashName(algorithm), key);
    },
    update: (data) => void made.update(data),
    digest: () => bytes(made.digest()),
  };
};

const cipher = () => ({
  getCipherInfo: (name, keyLength, ivLength) =>
    getCipherInfo(name, { keyLength: keyLength ?? undefined, ivLength: ivLength ?? undefined }) ?? null,
  getSupportedCiphers: () => ['aes-256-cbc', 'aes-256-gcm'],
});

const cipherOf = ({ isCipher, cipherType, cipherKey, iv, authTagLen }) => {
  const options = /gcm|ccm|ocb|poly1305/i.test(cipherType) ? { authTagLength: authTagLen } : {};
  const make = isCipher ? createCipheriv : createDecipheriv;
  const made = make(cipherType.toLowerCase(), cipherKey, iv, options);
  return {
    update: (data) => bytes(made.update(data)),
    final: () => bytes(made.final()),
    setAAD: (data) => {
      made.setAAD(data);
      return true;
    },
    setAutoPadding: (isOn) => {
      made.setAutoPadding(isOn);
      return true;
    },
    setAuthTag: (tag) => {
      made.setAuthTag(tag);
      return true;
    },
    getAuthTag: () => bytes(made.getAuthTag()),
  };
};

const keyObject = () => {
  let made;
  const handle = {
    init: (type, key, format, encoding) => {
      if (type === SECRET) made = createSecretKey(Buffer.from(key));
      // As its C++ does with keys of that size: whatever they are for, the bytes come out again.
      else if (type === PUBLIC && key.length === 32)
        made = createPublicKey({ key: okp('X25519', key), format: 'jwk' });
      else {
        const isText = typeof key === 'string';
        const text = isText ? key : Buffer.from(key);
        const isPem = isText || Buffer.from(key).toString('latin1').startsWith('-----');
        const how = {
          key: text,
          format: isPem ? 'pem' : (FORMATS[format] ?? 'der'),
          type: ENCODINGS[encoding],
        };
        made = type === PUBLIC ? publicKeyOf(how) : createPrivateKey({ type: 'pkcs8', ...clean(how) });
      }
      return true;
    },
    initRawPublic: (type, raw) => {
      made = createPublicKey({ key: okp(type, raw), format: 'jwk' });
      return true;
    },
    initRawPrivate: (type, raw) => {
      made = createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, raw]), format: 'der', type: 'pkcs8' });
      return true;
    },
    initJwk: (jwk) => {
      made = jwk.d
        ? createPrivateKey({ key: jwk, format: 'jwk' })
        : createPublicKey({ key: jwk, format: 'jwk' });
      return jwk.d ? 2 : 1;
    },
    exportKey: (format, encoding) => {
      if (made.type === 'secret') return bytes(made.export());
      if (format == null && /^(?:x|ed)25519$/.test(made.asymmetricKeyType))
        return made.type === 'public' ? handle.exportRawPublic() : handle.exportRawPrivate();
      const type = ENCODINGS[encoding] ?? (made.type === 'public' ? 'spki' : 'pkcs8');
      return bytes(Buffer.from(made.export({ format: FORMATS[format] ?? 'der', type })));
    },
    exportJwk: () => made.export({ format: 'jwk' }),
    exportRawPublic: () => bytes(Buffer.from(made.export({ format: 'jwk' }).x, 'base64url')),
    exportRawPrivate: () => bytes(Buffer.from(made.export({ format: 'jwk' }).d, 'base64url')),
    getAsymmetricKeyType: () => made.asymmetricKeyType,
    getSymmetricKeySize: () => made.symmetricKeySize,
    keyDetail: () => {
      const { modulusLength, publicExponent } = made.asymmetricKeyDetails ?? {};
      return { length: modulusLength, modulusLength, publicExponent: Number(publicExponent) };
    },
    keyEquals: (other) => made.equals(other.$key()),
    $key: () => made,
  };
  return handle;
};

const clean = (how) => Object.fromEntries(Object.entries(how).filter(([, value]) => value !== undefined));
const publicKeyOf = (how) => {
  try {
    return createPublicKey({ type: 'spki', ...clean(how) });
  } catch {
    return createPublicKey(createPrivateKey({ type: 'pkcs8', ...clean(how) }));
  }
};
/** RFC 8410, section 7: what comes before the 32 bytes of a private key. */
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const okp = (type, raw) => ({
  kty: 'OKP',
  crv: type.replace(/^ed/, 'Ed'),
  x: Buffer.from(raw).toString('base64url'),
});

const padded = (key, padding, hashAlgorithm) => ({
  key: key.$key(),
  padding,
  ...(padding === constants.RSA_PKCS1_OAEP_PADDING && { oaepHash: hashName(hashAlgorithm) }),
});

const rsaCipher = () => ({
  encrypt: (key, data, padding, algorithm) => bytes(publicEncrypt(padded(key, padding, algorithm), data)),
  decrypt: (key, data, padding, algorithm) => bytes(privateDecrypt(padded(key, padding, algorithm), data)),
  privateDecrypt: (key, data, padding, algorithm) =>
    bytes(privateDecrypt(padded(key, padding, algorithm), data)),
});

const rsaKeyPair = () => {
  const wanted = {};
  let made;
  return {
    setModulusLength: (bits) => {
      wanted.modulusLength = bits;
    },
    setPublicExponent: (exponent) => {
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

const signer = (finish) => () => {
  let algorithm;
  const parts = [];
  return {
    init: (name) => {
      algorithm = hashName(name);
    },
    update: (data) => void parts.push(Buffer.from(data)),
    ...finish({ algorithm: () => algorithm, data: () => Buffer.concat(parts) }),
  };
};
const keyWith = (key, padding, saltLength) => ({
  key: key.$key(),
  padding: padding ?? undefined,
  saltLength: saltLength ?? undefined,
});
const signHandle = signer(({ algorithm, data }) => ({
  sign: (key, padding, salt) => bytes(sign(algorithm(), data(), keyWith(key, padding, salt))),
}));
const verifyHandle = signer(({ algorithm, data }) => ({
  verify: (key, signature, padding, salt) =>
    verify(algorithm(), data(), keyWith(key, padding, salt), signature),
}));

/** A key is raw (32 bytes) or PKCS #8 or SPKI in DER, as quick-crypto's C++ takes them. */
const ed25519Private = (key) =>
  createPrivateKey({
    key: key.length === 32 ? Buffer.concat([PKCS8_OF_ED25519, key]) : Buffer.from(key),
    format: 'der',
    type: 'pkcs8',
  });
const ed25519Public = (key) =>
  key.length === 32
    ? createPublicKey({ key: okp('ed25519', key), format: 'jwk' })
    : createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
const edKeyPair = () => ({
  setCurve: () => {},
  signSync: (message, key) => bytes(sign(null, message, ed25519Private(key))),
  verifySync: (signature, message, key) => verify(null, message, ed25519Public(key), signature),
  $promised: {
    sign: async (message, key) => bytes(sign(null, message, ed25519Private(key))),
    verify: async (signature, message, key) => verify(null, message, ed25519Public(key), signature),
  },
});

const scryptObject = () => ({
  $promised: {
    deriveKey: async (password, salt, N, r, p, maxmem, length) =>
      bytes(await promisify(scrypt)(password, salt, length, { N, r, p, maxmem })),
  },
});

/** Makes a native object by its name. Throws for one that is not here. */
export const makeCryptoObject = (name, host) => {
  const make = {
    Hash: hash,
    Hmac: hmac,
    Cipher: cipher,
    CipherFactory: () => ({ createCipher: (args) => host.made(cipherOf(args)) }),
    KeyObjectHandle: keyObject,
    RsaCipher: rsaCipher,
    RsaKeyPair: rsaKeyPair,
    SignHandle: signHandle,
    VerifyHandle: verifyHandle,
    EdKeyPair: edKeyPair,
    Scrypt: scryptObject,
    Utils: () => ({
      timingSafeEqual: (one, other) => Buffer.compare(one, other) === 0,
      stringToBuffer: (text, encoding) => bytes(Buffer.from(text, encoding)),
      bufferToString: (buffer, encoding, start, end) =>
        Buffer.from(buffer).toString(encoding, start ?? undefined, end ?? undefined),
    }),
  }[name];
  if (!make) throw new Error(`The test's phone has no native object ${name}.`);
  return make();
};
