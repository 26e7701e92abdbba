import { randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { createSecureChat } from '../../../client-example/secure-chat/src/create-secure-chat.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { looksRandom } from '../../../client-example/secure-chat/src/platform/looks-random.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { withoutGreeting } from '../../../client-example/secure-chat/src/seald/without-greeting.ts';
import { loadReactNativeSdk, NAIVE, NATIVE, type Phone, POLYFILLED } from './react-native-sdk.ts';

const byMathRandom = (length: number) => Uint8Array.from({ length }, () => Math.random() * 256);
const weak: Phone = {
  crypto: { getRandomValues: (array: Uint32Array) => array.map(() => Math.random() * 2 ** 32) },
};
const options = { appId: '00000000-0000-1000-a000-7ea300000000', apiURL: 'http://127.0.0.1:9/' };

describe('random bytes', () => {
  it('are taken from a real source', () => {
    expect(looksRandom(randomBytes)).toBe(true);
    expect(looksRandom((length) => crypto.getRandomValues(new Uint8Array(length)))).toBe(true);
  });

  const block = randomBytes(32);
  it.each<[string, (length: number) => Uint8Array]>([
    [
      'that is not there',
      () => {
        throw new ReferenceError("Property 'crypto' doesn't exist");
      },
    ],
    ['that asks Math.random', byMathRandom],
    ['of zeros', (length) => new Uint8Array(length)],
    ['that gives the same each time', () => block],
    ['that gives too few', () => randomBytes(1)],
  ])('are refused from a source %s', (_, source) => {
    expect(looksRandom(source)).toBe(false);
  });

  it('leave Math.random as it was', () => {
    const own = Math.random;
    looksRandom(byMathRandom);
    expect(Math.random).toBe(own);
  });
});

const user = { id: 'alice', sealdId: 'T_alice', isEnrolled: false, twoManRuleKey: `${'A'.repeat(86)}==` };

/** An app on this phone, up to where keys would be made; and what was done on the way. */
const appOn = (phone: Phone, random: (length: number) => Uint8Array = randomBytes) => {
  const done: string[] = [];
  const createSealdSdk = () => {
    const make = () => loadReactNativeSdk(phone)({ ...options, getRSAKeyPromise: async () => 'no key' });
    const sdk = withoutGreeting(make);
    sdk.setLogLevel('none');
    const keyMaker = (name: 'preGenerateIdentityKeys' | 'initiateIdentity') =>
      jest.spyOn(sdk, name).mockImplementation((() => void done.push(name)) as never);
    keyMaker('preGenerateIdentityKeys');
    keyMaker('initiateIdentity');
    jest.spyOn(sdk, 'initialize').mockResolvedValue();
    jest.spyOn(sdk, 'registrationStatus').mockResolvedValue('no-account');
    return sdk as unknown as SealdSdk;
  };
  const answer = (body: object) => new Response(JSON.stringify(body));
  const backend = async (input: unknown) => {
    const route = new URL(String(input)).pathname;
    done.push(route);
    if (route === '/me') return answer({ user });
    if (route !== '/challenge') return answer(user);
    const { twoManRuleKey } = user;
    return answer({ mustAuthenticate: true, twoManRuleKey, twoManRuleSessionId: 'session', attempt: 1 });
  };
  const storage = memoryStorage();
  jest.spyOn(storage, 'set').mockImplementation(async (key) => void done.push(`stored ${key}`));
  const chat = createSecureChat({
    apiUrl: 'http://api.test',
    streamApiKey: 'key',
    sealdIdPrefix: 'T',
    encryptedChannelTypes: ['encrypted'],
    accessToken: async () => 'token',
    storage,
    createSealdSdk,
    platform: { fetch: backend as typeof fetch, randomBytes: random },
  });
  return { chat, done };
};

const unsafe = { name: 'SecureChatError', code: 'UNSAFE_RANDOMNESS' };

describe("Seald's React Native build", () => {
  it.each([
    ['without anything done for it', NAIVE],
    ['with random values from Math.random', weak],
  ])('%s is refused before a key is made or anything stored', async (_, phone) => {
    const { chat, done } = appOn(phone);
    await expect(chat.onboarding.begin({ phoneNumber: '+32470123456' })).rejects.toMatchObject(unsafe);
    expect(done).toEqual(['/me']);
  });

  it.each([
    ['with react-native-get-random-values', POLYFILLED],
    ['with its native modules and the hook it looks for', NATIVE],
  ])('%s is taken', async (_, phone) => {
    const { chat, done } = appOn(phone);
    expect(await chat.onboarding.begin({ phoneNumber: '+32470123456' })).toMatchObject({
      state: 'code-sent',
    });
    const called = done.filter((what) => !what.startsWith('stored'));
    expect(called).toEqual(['/me', 'preGenerateIdentityKeys', '/challenge']);
    expect(done.at(-1)).toBe('stored pending-code');
  });

  it("is refused where the core's own random bytes are no good, before anything is called", async () => {
    const { chat, done } = appOn(POLYFILLED, byMathRandom);
    const { resume, begin, finish } = chat.onboarding;
    await expect(resume()).rejects.toMatchObject(unsafe);
    await expect(begin({ phoneNumber: '+32470123456' })).rejects.toMatchObject(unsafe);
    await expect(finish('gemdcafe')).rejects.toMatchObject(unsafe);
    expect(done).toEqual([]);
  });

  it.each([
    ['refuses to make an SDK', NAIVE, false],
    ['makes an SDK', POLYFILLED, true],
  ])('`createSealdSdk` %s on such a phone', async (_, phone, isTaken) => {
    jest.resetModules();
    jest.unstable_mockModule('@seald-io/sdk', () => ({ default: loadReactNativeSdk(phone) }));
    const { createSealdSdk } = await import('../../../client-example/secure-chat/src/seald/seald-sdk.ts');
    const make = createSealdSdk({
      appId: options.appId,
      apiUrl: options.apiURL,
      ssksUrl: options.apiURL,
      keySize: 1024,
    });
    if (isTaken) expect(make('T_alice')).toMatchObject({ appId: options.appId });
    else expect(() => make('T_alice')).toThrow(expect.objectContaining(unsafe));
  });
});
