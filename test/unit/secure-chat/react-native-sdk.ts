import { randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SDKConstructor } from '@seald-io/sdk/lib/main.js';

const require = createRequire(import.meta.url);
const BUNDLE = readFileSync(require.resolve('@seald-io/sdk/react-native'), 'utf8');

/** What `crypto` and the bridge to native code are on a phone. */
export type Phone = { crypto?: object; nativeCallSyncHook?: () => void; nativeModules?: object };

/** As an app finds React Native that has done nothing: no `crypto` at all, and in its present form no `nativeCallSyncHook`. */
export const NAIVE: Phone = {};

/** With react-native-get-random-values, imported first. */
export const POLYFILLED: Phone = {
  crypto: { getRandomValues: (array: Uint8Array) => webcrypto.getRandomValues(array) },
};

/** With the hook that the SDK looks for, and its native modules. */
export const NATIVE: Phone = {
  nativeCallSyncHook: () => {},
  nativeModules: {
    RNGetRandomValues: { getRandomBase64: (length: number) => randomBytes(length).toString('base64') },
  },
};

/** Loads the SDK's real React Native build, which finds a phone around it instead of Node. */
export const loadReactNativeSdk = (phone: Phone): SDKConstructor => {
  const { nativeModules = {}, ...globals } = phone;
  const around: Record<string, unknown> = {
    AbortController,
    AbortSignal,
    setTimeout,
    clearTimeout,
    ...globals,
  };
  Object.assign(around, { globalThis: around, global: around, self: around, window: around });
  const reactNative = {
    NativeModules: nativeModules,
    Platform: { OS: 'android' },
    polyfillGlobal: (name: string, make: () => unknown) => {
      around[name] = make();
    },
  };
  const module = { exports: {} };
  const given: Record<string, unknown> = {
    module,
    exports: module.exports,
    require: (name: string) => (name.startsWith('react-native') ? reactNative : {}),
    globalThis: around,
    global: around,
    self: around,
    window: around,
    crypto: phone.crypto,
    process: undefined,
    Buffer: undefined,
    navigator: { product: 'ReactNative' },
  };
  // Not a module of Node's: there `crypto`, `process` and `Buffer` would be found.
  new Function(...Object.keys(given), BUNDLE)(...Object.values(given));
  return module.exports as SDKConstructor;
};
