import type { SealdCryptography } from '@sealed-stream/secure-chat';
import QuickCrypto, { Buffer, install } from 'react-native-quick-crypto';
// Node's side of the library that Seald's SDK encrypts with; metro.config.js puts quick-crypto under it.
import * as sscrypto from 'sscrypto/node';

// Random bytes, digests, AES-GCM and Ed25519 of the core are WebCrypto's from here on.
install();

/**
 * Seald's cryptography in native code. Its React Native build would else take random bytes from `Math.random` where React Native has no bridge, and
 * RSA from JavaScript (`@seald-io/sdk` 0.25.0, react-native/utils.js).
 */
export const sealdCryptography: SealdCryptography = {
  sscrypto,
  getRSAKeyPromise: (bits) =>
    new Promise((resolve, reject) => {
      const privateKeyEncoding = { type: 'pkcs1', format: 'der' } as const;
      const options = { modulusLength: bits, publicKeyEncoding: privateKeyEncoding, privateKeyEncoding };
      // Not by sscrypto: quick-crypto gives DER as an ArrayBuffer, which sscrypto does not take.
      QuickCrypto.generateKeyPair('rsa', options, (error, _publicKey, privateKey) =>
        error ? reject(error) : resolve(Buffer.from(privateKey as ArrayBuffer).toString('base64')),
      );
    }),
  scrypt: (password, salt) =>
    new Promise((resolve, reject) => {
      QuickCrypto.scrypt(password, salt, 64, { N: 16384, r: 8, p: 1 }, (error, key) =>
        error || !key ? reject(error) : resolve(new Uint8Array(key)),
      );
    }),
};
