import { generateKeyPairSync, scryptSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { EncryptionSession, SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import {
  createSealdSdk,
  type SealdCryptography,
} from '../../client-example/secure-chat/src/seald/seald-sdk.ts';
import { openWorld, type World } from './seald-support.ts';

let world: World;
let sdk: SealdSdk;

const signUp = async (userId: string, cryptography?: SealdCryptography): Promise<SealdSdk> => {
  const { service, secrets } = world;
  const [appId, apiUrl, ssksUrl] = [secrets.appId, service.url, service.ssksUrl];
  const made = createSealdSdk({ appId, apiUrl, ssksUrl, keySize: 1024, cryptography })(userId);
  await made.initialize();
  await made.initiateIdentity({ signupJWT: await world.signupJwt(userId) });
  return made;
};

beforeAll(async () => {
  world = await openWorld();
  sdk = await signUp('alice');
});
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => {
  await sdk.close();
  await world.close();
});

type Ask = (sessionId: string) => Promise<EncryptionSession>;

it.each<[string, Ask]>([
  ['made', () => sdk.createEncryptionSession({ userIds: ['alice'] })],
  ['retrieved', (sessionId) => sdk.retrieveEncryptionSession({ sessionId })],
  [
    'retrieved with others',
    async (sessionId) => {
      const [session] = await sdk.retrieveMultipleEncryptionSessions([{ sessionId }]);
      if (!session) throw new Error('no session');
      return session;
    },
  ],
])('a session that was %s decrypts by WebCrypto what it has encrypted', async (_, ask) => {
  const { sessionId } = await sdk.createEncryptionSession({ userIds: ['alice'] });
  const session = await ask(sessionId);
  const encrypted = await session.encryptMessage('hello');
  const decrypting = jest.spyOn(crypto.subtle, 'decrypt');
  expect(await session.decryptMessage(encrypted)).toBe('hello');
  expect(decrypting).toHaveBeenCalledTimes(1);
});

it('a session of an app that brings its own cryptography decrypts by that, and not by WebCrypto', async () => {
  const own = await signUp('bob', {
    sscrypto: createRequire(import.meta.url)('sscrypto/node') as object,
    getRSAKeyPromise: async (bits) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
      return privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');
    },
    scrypt: async (password, salt) => scryptSync(password, salt, 64, { N: 16384, r: 8, p: 1 }),
  });
  const session = await own.createEncryptionSession({ userIds: ['bob'] });
  const encrypted = await session.encryptMessage('hello');
  const decrypting = jest.spyOn(crypto.subtle, 'decrypt');
  expect(await session.decryptMessage(encrypted)).toBe('hello');
  expect(decrypting).not.toHaveBeenCalled();
  await own.close();
});
