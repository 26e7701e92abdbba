import sdkModule from '@seald-io/sdk';
import type { SDKConstructor, SDKPlugin, SealdSDK } from '@seald-io/sdk/lib/main.js';
import pluginModule, { type SSKS2MR } from '@seald-io/sdk-plugin-ssks-2mr';
import { webCrypto } from '../platform/web-crypto.ts';
import { withNativeDecryption } from './native-decryption.ts';
import { requireSdkRandomness } from './safe-randomness.ts';
import type { SealdSdk } from './sdk-types.ts';
import { withoutGreeting } from './without-greeting.ts';

/** Makes the SDK instance of one user on this device; the core calls it once it knows the `sealdId`. */
export type CreateSealdSdk = (sealdId: string) => SealdSdk;

export type SealdSdkConfig = {
  appId: string;
  apiUrl: string;
  ssksUrl: string;
  /**
   * Where the identity is kept between starts: a folder in Node, a database name in a browser. Without it the identity
   * lives in memory and the person enters a code at every start.
   */
  database?: { path: string; rawKey: string } | undefined;
  /** RSA key size of new identities, 4096 unless told; smaller ones are for tests. */
  keySize?: 1024 | 2048 | 4096 | undefined;
  /** What to use in place of the SDK's own cryptography, as its React Native build takes it. */
  cryptography?: SealdCryptography | undefined;
};

/** Read in `@seald-io/sdk` 0.25.0, react-native/seald-sdk-react-native.js; nothing of it is published. */
export type SealdCryptography = {
  /** A module of the form of `sscrypto/node`. */
  sscrypto: object;
  /** A new private RSA key of so many bits: PKCS#1, DER, in base64. */
  getRSAKeyPromise: (bits: number) => Promise<string>;
  /** 64 bytes by scrypt, N 16384, r 8, p 1. */
  scrypt: (password: Uint8Array, salt: Uint8Array) => Promise<Uint8Array>;
};

// Both packages are CommonJS with a `default` inside: Node hands over the whole exports object, bundlers the default itself.
const createSdk = unwrap<SDKConstructor>(sdkModule);
const createPlugin = unwrap<(keyStorageUrl: string) => SDKPlugin>(pluginModule);

/**
 * Makes an SDK instance with the two-man-rule plug-in, for Node and browsers alike; each user gets a database of their own.
 * Turns the SDK's logging off: at its level `debug` it prints codes and request bodies. The maker throws `SecureChatError`
 * `UNSAFE_RANDOMNESS` when the SDK would make keys that can be guessed.
 */
export const createSealdSdk =
  ({ appId, apiUrl, ssksUrl, database, keySize = 4096, cryptography }: SealdSdkConfig): CreateSealdSdk =>
  (sealdId) => {
    const stored = database
      ? { databasePath: `${database.path}/${sealdId}`, databaseRawKey: database.rawKey }
      : {};
    const options = {
      appId,
      apiURL: apiUrl,
      plugins: [createPlugin(ssksUrl)],
      keySize,
      ...cryptography,
      ...stored,
    };
    const sdk = withoutGreeting(() => createSdk(options as Parameters<SDKConstructor>[0]));
    sdk.setLogLevel('none');
    requireSdkRandomness(sdk);
    const made = sdk as SealdSDK & { ssks2MR: SSKS2MR }; // the plug-in puts it there
    const subtle = cryptography ? undefined : webCrypto();
    return subtle ? decryptingBy(subtle, made) : made;
  };

/** The same instance, whose sessions decrypt messages by WebCrypto. */
const decryptingBy = <Sdk extends SealdSDK>(subtle: object, sdk: Sdk): Sdk => {
  const { createEncryptionSession, retrieveEncryptionSession, retrieveMultipleEncryptionSessions } = sdk;
  return Object.assign(sdk, {
    createEncryptionSession: async (...asked: Parameters<typeof createEncryptionSession>) =>
      withNativeDecryption(await createEncryptionSession(...asked), subtle),
    retrieveEncryptionSession: async (...asked: Parameters<typeof retrieveEncryptionSession>) =>
      withNativeDecryption(await retrieveEncryptionSession(...asked), subtle),
    retrieveMultipleEncryptionSessions: async (
      ...asked: Parameters<typeof retrieveMultipleEncryptionSessions>
    ) =>
      (await retrieveMultipleEncryptionSessions(...asked)).map((session) =>
        withNativeDecryption(session, subtle),
      ),
  });
};

function unwrap<T>(module: unknown): T {
  return typeof module === 'function' ? (module as T) : (module as { default: T }).default;
}
