import { expect, it } from '@jest/globals';
import { takeIdentity } from '../../../client-example/secure-chat/src/identity/take-identity.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { type FakeSeald, fakeSealdSdk } from './fake-seald.ts';

const user = { id: 'alice', sealdId: 'T_alice', isEnrolled: true, twoManRuleKey: 'key' };
const pending = {
  sealdId: user.sealdId,
  ssksSessionId: 'proven',
  mustAuthenticate: true,
  authFactor: { phoneNumber: '+32470123456' },
  sentAt: 0,
};
const server: FakeSeald = {
  stored: 'account-1',
  accounts: 1,
  spent: new Set(),
  answersLost: 0,
  mustAuthenticate: true,
  searchFails: null,
};

const importing = (error: Error): SealdSdk =>
  Object.assign(fakeSealdSdk(server, { identity: null }), { importIdentity: () => Promise.reject(error) });

// Not against the emulator: the SDK also rejects promises then that nobody can catch, and Node ends for that.
it('calls a stored identity lost that the key server has forgotten', async () => {
  const sdk = importing(Object.assign(new Error('no such account'), { code: 'LOGIN_UNKNOWN_USER' }));
  await expect(takeIdentity(sdk, user, pending)).rejects.toMatchObject({ code: 'IDENTITY_LOST' });
});

it('hands on any other failure, after which a repeat may do', async () => {
  const failure = new Error('socket hang up');
  await expect(takeIdentity(importing(failure), user, pending)).rejects.toBe(failure);
});
