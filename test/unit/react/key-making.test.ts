import { expect, it } from '@jest/globals';
import { createKeyMaking } from '../../../client-example/secure-chat/src/react/onboarding/key-making.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';

/** The pool of pre-generated keys of the SDK, with keys whose making the test ends. */
const fakePool = () => {
  const pool: object[] = [];
  const made = Promise.withResolvers<string>();
  const sdk = {
    get numberPreGeneratedIdentityKeys() {
      return pool.length;
    },
    preGenerateIdentityKeys: () => {
      pool.push({ privateEncryptingKeyPromise: made.promise, privateSigningKeyPromise: made.promise });
    },
    pullPreGeneratedIdentityKeyFromPool: () => pool.shift() ?? null,
    pushPreGeneratedIdentityKeyToPool: (key: object) => void pool.push(key),
  };
  return { sdk: sdk as unknown as SealdSdk, pool, made };
};

it('makes one key however often it is begun, leaves it in the pool, and says when it is there', async () => {
  const { sdk, pool, made } = fakePool();
  const keys = createKeyMaking();
  expect(keys.progress.get()).toBe('not-begun');
  keys.start(sdk);
  keys.start(sdk);
  expect(pool).toHaveLength(1);
  expect(keys.progress.get()).toBe('making');
  made.resolve('key');
  await made.promise;
  await new Promise(setImmediate);
  expect(keys.progress.get()).toBe('made');
  expect(pool).toHaveLength(1);
});

it('says when the key could not be made', async () => {
  const { sdk, made } = fakePool();
  const keys = createKeyMaking();
  keys.start(sdk);
  made.reject(new Error('no key'));
  await new Promise(setImmediate);
  expect(keys.progress.get()).toBe('failed');
});
