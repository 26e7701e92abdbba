import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import { enter } from '../../local/demo/talk.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { encryptedType, type Journey, startJourney } from './journey-stack.ts';

let journey: Journey;
let proxy: CuttingProxy<'seald'>;

beforeAll(async () => {
  journey = await startJourney({ functionVariables: { ACTIVATION_KEY_TYPE: 'userLicenseToken' } });
  proxy = await startCuttingProxy({ seald: journey.stack.seald });
}, 60_000);
afterAll(async () => {
  await journey.close();
  await proxy.close();
});

describe('a stage that gives user licence tokens', () => {
  it('takes two people to their first message', async () => {
    const [alice, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
    const { api } = journey.device(alice);
    expect(await api.signup()).toMatchObject({
      activationKeyType: 'userLicenseToken',
      activationKey: expect.stringMatching(/^[0-9a-f-]{36}:[0-9a-f]{64}:[0-9a-f]{128}$/),
    });
    const [alicePhone, bobPhone] = await Promise.all([journey.readyDevice(alice), journey.readyDevice(bob)]);
    const wanted = { type: encryptedType(journey), id: randomUUID(), members: [bob.userId] };
    const atAlice = await alicePhone.createChannel(wanted);
    await atAlice.send('with a licence');
    const atBob = await enter(bobPhone, atAlice.cid);
    expect(await atBob.messages()).toMatchObject([{ text: 'with a licence' }]);
  });

  it.each(['before', 'after'] as const)(
    'recovers when it is cut off %s the token is spent: the account is there, its user id is not',
    async (when) => {
      const alice = await journey.person('Alice');
      const phone = {
        storage: memoryStorage(),
        database: {
          path: `${journey.stateDir}/${randomUUID()}`,
          rawKey: Buffer.alloc(64, 1).toString('base64'),
        },
        urls: proxy.urls,
      };
      const { onboarding } = journey.device(alice, phone);
      await onboarding.begin({ phoneNumber: alice.phoneNumber });
      proxy.arm({ request: 'seald /api/trustedconnector/add/', when });
      await expect(onboarding.finish(await alice.lastCode())).rejects.toThrow();
      proxy.arm(null);
      const restarted = journey.device(alice, phone);
      expect(await restarted.onboarding.resume()).toEqual({ state: 'ready' });
      await restarted.connect();
      const bobPhone = await journey.readyDevice(await journey.person('Bob'));
      const wanted = { type: encryptedType(journey), id: randomUUID(), members: [alice.userId] };
      const { cid, send } = await bobPhone.createChannel(wanted);
      await send('can you read me?');
      const atAlice = await enter(restarted, cid);
      expect(await atAlice.messages()).toMatchObject([{ text: 'can you read me?' }]);
    },
  );
});
