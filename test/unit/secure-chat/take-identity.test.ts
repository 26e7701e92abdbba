import { expect, it } from '@jest/globals';
import { takeIdentity } from '../../../client-example/secure-chat/src/identity/take-identity.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { fakeSealdSdk, newFakeSeald, sessionOf } from './fake-seald.ts';
import { openOnboardingWorld } from './onboarding-world.ts';

const user = { id: 'alice', sealdId: 'T_alice', isEnrolled: true, twoManRuleKey: 'key' };
const pending = {
  sealdId: user.sealdId,
  ssksSessionId: sessionOf(1, 'proven'),
  mustAuthenticate: true,
  attempt: 1,
  authFactor: { phoneNumber: '+32470123456' },
  sentAt: 0,
};
const storedWith = (isAuthenticated: boolean) =>
  newFakeSeald({ stored: new Map([[1, 'account-1']]), isAuthenticated });
const { api } = openOnboardingWorld();
const take = (sdk: SealdSdk, of: object = {}) =>
  takeIdentity({
    api,
    sdk,
    user: { ...user, ...of },
    pending,
    deviceId: 'device',
    waitForOther: () => Promise.reject(new Error('nobody to wait for')),
  });

const importing = (error: Error): SealdSdk =>
  Object.assign(fakeSealdSdk(storedWith(true), { identity: null }), {
    importIdentity: () => Promise.reject(error),
  });

// Not against the emulator: the SDK also rejects promises then that nobody can catch, and Node ends for that.
it('calls a stored identity lost that the key server has forgotten', async () => {
  const sdk = importing(Object.assign(new Error('no such account'), { code: 'LOGIN_UNKNOWN_USER' }));
  await expect(take(sdk)).rejects.toMatchObject({ code: 'IDENTITY_LOST' });
});

it('hands on any other failure, after which a repeat may do', async () => {
  const failure = new Error('socket hang up');
  await expect(take(importing(failure))).rejects.toBe(failure);
});

it('renews the keys of an identity that was stored without a code, and stores it again with one', async () => {
  const server = storedWith(false);
  const device = { identity: null };
  expect(await take(fakeSealdSdk(server, device))).toBe('taken');
  expect(device.identity).toBe('account-1 renewed');
  expect(server).toMatchObject({ isAuthenticated: true, stored: new Map([[1, 'account-1 renewed']]) });
});

it('leaves the keys as they are of one that was stored with a code', async () => {
  const server = storedWith(true);
  const device = { identity: null };
  expect(await take(fakeSealdSdk(server, device))).toBe('taken');
  expect(device.identity).toBe('account-1');
});

it('does not import what is on the device already', async () => {
  const device = { identity: 'account-1' };
  const sdk = Object.assign(fakeSealdSdk(storedWith(true), device), {
    importIdentity: () => Promise.reject(new Error('imported')),
  });
  expect(await take(sdk)).toBe('taken');
});

it('makes no identity without an activation key', async () => {
  const world = openOnboardingWorld();
  await world.api.signup();
  const server = newFakeSeald();
  const answer = takeIdentity({
    api: world.api,
    sdk: fakeSealdSdk(server, { identity: null }),
    user: { ...user, isEnrolled: false },
    pending,
    deviceId: 'device',
    waitForOther: async () => undefined,
  });
  await expect(answer).rejects.toMatchObject({ type: 'MALFORMED_ANSWER' });
  expect(server.accounts).toBe(0);
});
