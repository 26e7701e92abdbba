import { randomBytes } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import { openWorld, type World } from './seald-support.ts';

let world: World | undefined;
afterAll(() => world?.close());

it('does the whole round at the SDK’s default key size', async () => {
  world = await openWorld();
  const full = { keySize: 4096 } as const;
  const alice = await world.signUp('alice', full);
  const bob = await world.signUp('bob', full);
  const session = await alice.client.createEncryptionSession({ userIds: ['alice', 'bob'] });
  const message = await session.encryptMessage('full size');
  expect(await bob.client.decryptMessage(message)).toBe('full size');

  const authFactor = { type: 'SMS', value: '+33612345678' } as const;
  const common = { userId: 'bob', authFactor, rawTwoManRuleKey: randomBytes(64).toString('base64') };
  await bob.client.ssks2MR.saveIdentity({ ...common, ...(await world.startSsks('bob', authFactor)) });
  const phone = await world.newClient(full);
  await phone.ssks2MR.retrieveIdentity({ ...common, ...(await world.startSsks('bob', authFactor)) });
  expect(await phone.decryptMessage(message)).toBe('full size');
}, 60_000);
