import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { EncryptionSession, SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { createSealdSdk } from '../../client-example/secure-chat/src/seald/seald-sdk.ts';
import { openWorld, type World } from './seald-support.ts';

let world: World;
let sdk: SealdSdk;

beforeAll(async () => {
  world = await openWorld();
  const { service, secrets } = world;
  const create = createSealdSdk({
    appId: secrets.appId,
    apiUrl: service.url,
    ssksUrl: service.ssksUrl,
    keySize: 1024,
  });
  sdk = create('alice');
  await sdk.initialize();
  await sdk.initiateIdentity({ signupJWT: await world.signupJwt('alice') });
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
