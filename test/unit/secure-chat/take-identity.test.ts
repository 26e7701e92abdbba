import { expect, it } from '@jest/globals';
import { takeIdentity } from '../../../client-example/secure-chat/src/identity/take-identity.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { type FakeDevice, fakeSealdSdk, newFakeSeald, provenCode } from './fake-seald.ts';
import { openOnboardingWorld } from './onboarding-world.ts';

const user = { id: 'alice', sealdId: 'T_alice', isEnrolled: true, twoManRuleKey: 'key' };
const pending = provenCode(user.sealdId);
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

/** A device of somebody whom the backend knows, with a count of how often it looks at the key storage. */
const newcomer = async () => {
  const world = openOnboardingWorld();
  await world.api.signup();
  const server = newFakeSeald();
  const device: FakeDevice = { identity: null };
  const sdk = fakeSealdSdk(server, device);
  const { search } = sdk.ssks2MR.keyStore;
  let looks = 0;
  sdk.ssks2MR.keyStore.search = (...asked) => {
    looks += 1;
    return search(...asked);
  };
  const takeAs = async (known: UserResponse | null) =>
    takeIdentity({
      api: world.api,
      sdk,
      user: known ?? user,
      pending,
      deviceId: 'device-of-16-letters',
      waitForOther: async () => undefined,
    });
  const me = async () => (await world.api.me()).user;
  return { server, device, sdk, takeAs, me, api: world.api, looks: () => looks };
};

it('asks the key storage for nothing as long as nobody was let store: only to read back its own', async () => {
  const { server, takeAs, me, looks } = await newcomer();
  expect(await takeAs(await me())).toBe('taken');
  expect(server).toMatchObject({ accounts: 1, stored: new Map([[1, 'account-1']]) });
  expect(looks()).toBe(1);
});

it('looks first where it has been let store meanwhile, also if it was told of nothing before', async () => {
  const { server, device, sdk, takeAs, me, api } = await newcomer();
  const before = await me();
  const named = { device: 'device-of-16-letters', attempt: 1, account: 'account-1' };
  await api.claimIdentity({ on: 'claim', device: named.device });
  await api.claimIdentity({ on: 'store', ...named });
  server.stored.set(1, 'account-1');
  device.identity = 'account-1';
  expect(before?.mayBeStored).toBe(false);
  sdk.ssks2MR.saveIdentity = () => Promise.reject(new Error('stored once more'));
  expect(await takeAs(before)).toBe('taken');
});
