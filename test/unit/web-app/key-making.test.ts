import { expect, it } from '@jest/globals';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createKeyMaking } from '../../../client-example/web/src/state/key-making.ts';
import { loadOnce } from '../../../client-example/web/src/state/load-once.ts';

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
  expect(keys.progress.getState().state).toBe('not-begun');
  keys.start(sdk);
  keys.start(sdk);
  expect(pool).toHaveLength(1);
  expect(keys.progress.getState().state).toBe('making');
  made.resolve('key');
  await made.promise;
  await new Promise(setImmediate);
  expect(keys.progress.getState().state).toBe('made');
  expect(pool).toHaveLength(1);
});

it('says when the key could not be made', async () => {
  const { sdk, made } = fakePool();
  const keys = createKeyMaking();
  keys.start(sdk);
  made.reject(new Error('no key'));
  await new Promise(setImmediate);
  expect(keys.progress.getState().state).toBe('failed');
});

it('loads once, and again after a failure', async () => {
  let loads = 0;
  const load = loadOnce(async () => {
    loads += 1;
    if (loads === 1) throw new Error('offline');
    return loads;
  });
  await expect(load()).rejects.toThrow('offline');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
});
