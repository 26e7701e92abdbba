import { describe, expect, it } from '@jest/globals';
import {
  type TakeIdentityDeps,
  takeIdentity,
} from '../../../client-example/secure-chat/src/identity/take-identity.ts';
import type { ClaimIdentityResponse } from '../../../shared/contract/enrolment.ts';
import { type FakeDevice, fakeSealdSdk, newFakeSeald, provenCode } from './fake-seald.ts';

type Claimed = Parameters<TakeIdentityDeps['api']['claimIdentity']>[0];
type Over = { user?: object; pending?: object; seald?: Parameters<typeof newFakeSeald>[0] };

const user = {
  id: 'alice',
  sealdId: 'T_alice',
  isEnrolled: false,
  twoManRuleKey: 'our half',
  activationKey: 'a.b.c',
  activationKeyType: 'signupJwt' as const,
};
const pending = provenCode(user.sealdId);

const GO: ClaimIdentityResponse = { answer: 'go', state: 'making', attempt: 1 };
const WAIT: ClaimIdentityResponse = { answer: 'wait', state: 'making', attempt: 1, waitSeconds: 60 };
const FETCH: ClaimIdentityResponse = { answer: 'fetch', state: 'saved', attempt: 1 };

/** A device, what it was asked to do, and a backend that gives these answers, one after another. */
const open = (device: FakeDevice, answers: ClaimIdentityResponse[], over: Over = {}) => {
  const server = newFakeSeald(over.seald);
  const sdk = fakeSealdSdk(server, device);
  const { keyStore } = sdk.ssks2MR;
  const claimed: Claimed[] = [];
  const waits: unknown[][] = [];
  const searched: object[] = [];
  const saved: object[] = [];
  const { search } = keyStore;
  keyStore.search = async (asked) => {
    searched.push(asked);
    return search(asked);
  };
  const { saveIdentity } = sdk.ssks2MR;
  sdk.ssks2MR.saveIdentity = async (asked) => {
    saved.push(asked);
    return saveIdentity(asked);
  };
  const left = [...answers];
  const take = (onWait: () => void = () => undefined) =>
    takeIdentity({
      api: {
        claimIdentity: async (event) => {
          claimed.push(event);
          const answer = left.shift();
          if (!answer) throw new Error('asked once too often');
          return answer;
        },
      },
      sdk,
      user: { ...user, ...over.user },
      pending: { ...pending, ...over.pending },
      deviceId: 'this device',
      waitForOther: async (...told) => {
        waits.push(told);
        onWait();
      },
    });
  return { server, sdk, take, claimed, waits, searched, saved };
};

const claim = { on: 'claim', device: 'this device' };
const store = (account: string) => ({ on: 'store', device: 'this device', attempt: 1, account });

describe('a device that has the turn', () => {
  it('makes an identity, names it before it stores it, and stores it for this person, code and key alone', async () => {
    const device = { identity: null };
    const { take, claimed, searched, saved } = open(device, [GO, GO]);
    expect(await take()).toBe('taken');
    expect(claimed).toEqual([claim, store('account-1')]);
    const place = { userId: 'T_alice', sessionId: 'proven@1', rawTwoManRuleKey: 'our half' };
    expect(saved).toEqual([{ ...place, authFactor: { type: 'SMS', value: '+32470123456' } }]);
    expect(searched).toEqual(Array(2).fill({ ...place, appId: 'app' }));
  });

  it('stores the one that it has, and makes none', async () => {
    const { take, claimed, server } = open({ identity: 'account-7' }, [GO, GO]);
    expect(await take()).toBe('taken');
    expect(claimed).toEqual([{ ...claim, account: 'account-7' }, store('account-7')]);
    expect(server).toMatchObject({ accounts: 0, stored: new Map([[1, 'account-7']]) });
  });

  it('stores nothing when the turn has gone to another device meanwhile: it takes what that one stores', async () => {
    const device: FakeDevice = { identity: null };
    const { take, server, saved, waits } = open(device, [GO, WAIT, WAIT]);
    expect(await take(() => server.stored.set(1, 'account-of-the-other'))).toBe('taken');
    expect(waits).toHaveLength(1);
    expect(saved).toEqual([]);
    expect(device.identity).toBe('account-of-the-other');
  });

  it('has not taken what it cannot read back: it looks again, and stores again', async () => {
    const { take, sdk, server, claimed } = open({ identity: null }, [GO, GO, GO, GO]);
    const { saveIdentity } = sdk.ssks2MR;
    let tries = 0;
    sdk.ssks2MR.saveIdentity = async (asked) => {
      if (++tries > 1) await saveIdentity(asked); // the first is answered, and nothing kept
    };
    expect(await take()).toBe('taken');
    expect(tries).toBe(2);
    expect(claimed.map(({ on }) => on)).toEqual(['claim', 'store', 'claim', 'store']);
    expect(server).toMatchObject({ accounts: 1, stored: new Map([[1, 'account-1']]) });
  });

  it('takes the other one when that was stored in place of its own', async () => {
    const device: FakeDevice = { identity: null };
    const { take, sdk, server } = open(device, [GO, GO]);
    sdk.ssks2MR.saveIdentity = async () => void server.stored.set(1, 'account-of-the-other');
    expect(await take()).toBe('taken');
    expect(device.identity).toBe('account-of-the-other');
  });

  it('stores nothing as long as the one that it has made cannot be seen, and makes no other', async () => {
    const { take, sdk, server, claimed } = open({ identity: null }, [GO, GO, GO]);
    const { registrationStatus } = sdk;
    let looks = 0;
    sdk.registrationStatus = async () => (++looks === 2 ? 'no-account' : registrationStatus());
    expect(await take()).toBe('taken');
    expect(claimed).toEqual([claim, { ...claim, account: 'account-1' }, store('account-1')]);
    expect(server).toMatchObject({ accounts: 1, stored: new Map([[1, 'account-1']]) });
  });

  it.each([
    ['an activation key', { activationKey: undefined }],
    ['its kind', { activationKeyType: undefined }],
  ])('makes no identity without %s', async (_, missing) => {
    const { take, server, saved } = open({ identity: null }, [GO], { user: missing });
    await expect(take()).rejects.toMatchObject({ type: 'MALFORMED_ANSWER' });
    expect([server.accounts, saved]).toEqual([0, []]);
  });

  it('drops a half-made one that should have had its user id from the start', async () => {
    const device: FakeDevice = { identity: 'account-half' };
    const { take, server } = open(device, [GO, GO], { user: { activationKeyType: 'userLicenseToken' } });
    expect(await take()).toBe('taken');
    expect(server.stored).toEqual(new Map([[1, 'account-1']]));
    expect(device).toMatchObject({ identity: 'account-1', userId: 'T_alice' });
  });

  it('goes on where nobody can read any more what the device has kept', async () => {
    const device: FakeDevice = { identity: 'account-lost', isUnreadable: true };
    const { take, server } = open(device, [GO, GO]);
    expect(await take()).toBe('taken');
    expect(server.stored).toEqual(new Map([[1, device.identity]]));
    expect(device.identity).toBe('account-1');
  });

  it('asks a key storage for nothing that asks for no code, and does not read back', async () => {
    const over = { pending: { mustAuthenticate: false }, seald: { mustAuthenticate: false } };
    const { take, server, searched } = open({ identity: null }, [GO, GO], over);
    server.searchFails = 'asked without a code';
    expect(await take()).toBe('taken');
    expect([searched, server.stored]).toEqual([[], new Map([[1, 'account-1']])]);
  });
});

describe('a device whose turn it is not', () => {
  it('waits as often as it is told to, and says which wait it is and what the backend said', async () => {
    const device: FakeDevice = { identity: null };
    const { take, server, waits } = open(device, [WAIT, WAIT, WAIT]);
    const onWait = () => waits.length === 3 && server.stored.set(1, 'account-of-the-other');
    expect(await take(() => void onWait())).toBe('taken');
    expect(waits).toEqual([0, 1, 2].map((turn) => [turn, WAIT]));
    expect(device.identity).toBe('account-of-the-other');
  });

  it('looks at the key storage after a wait, though nothing could be stored before', async () => {
    const device: FakeDevice = { identity: null };
    const { take, server, searched } = open(device, [WAIT], { user: { mayBeStored: false } });
    expect(await take(() => void server.stored.set(1, 'account-of-the-other'))).toBe('taken');
    expect(searched).toHaveLength(1);
  });

  it('needs another code for another place, and makes nothing for this one', async () => {
    for (const answer of [GO, FETCH]) {
      const { take, server, saved } = open({ identity: null }, [{ ...answer, attempt: 2 }]);
      expect(await take()).toBe('code-needed');
      expect([server.accounts, saved]).toEqual([0, []]);
    }
  });

  it('looks a second time for what was saved after it looked, and calls it lost then', async () => {
    const late = open({ identity: null }, [FETCH]);
    const { search } = late.sdk.ssks2MR.keyStore;
    late.sdk.ssks2MR.keyStore.search = (asked) =>
      search(asked).finally(() => late.server.stored.set(1, 'account-late'));
    expect(await late.take()).toBe('taken');
    expect(late.searched).toHaveLength(2);
    const lost = open({ identity: null }, [FETCH, FETCH]);
    await expect(lost.take()).rejects.toMatchObject({ code: 'IDENTITY_LOST' });
    expect(lost.searched).toHaveLength(2);
    expect([lost.server.accounts, lost.saved]).toEqual([0, []]);
  });
});

describe('what is stored', () => {
  it.each(['account-2', 'account-10', 'account-', 'another'])(
    'is put in place of what the device has: %s',
    async (identity) => {
      const device: FakeDevice = { identity };
      const { take, claimed, saved } = open(device, [], { seald: { stored: new Map([[1, 'account-1']]) } });
      expect(await take()).toBe('taken');
      expect(device.identity).toBe('account-1');
      expect([claimed, saved]).toEqual([[], []]);
    },
  );

  it('is brought to a new device without a look at what is not there, and with nothing dropped', async () => {
    const device: FakeDevice = { identity: null };
    const { take, sdk } = open(device, [], { seald: { stored: new Map([[1, 'account-1']]) } });
    sdk.dropDatabase = () => Promise.reject(new Error('dropped'));
    expect(await take()).toBe('taken');
    expect(device.identity).toBe('account-1');
  });

  it('without a code gets new keys though the device has it already: anybody could have put it there', async () => {
    const device: FakeDevice = { identity: 'account-1' };
    const seald = { stored: new Map([[1, 'account-1']]), isAuthenticated: false };
    const { take, server, saved } = open(device, [], { seald });
    expect(await take()).toBe('taken');
    expect(device.identity).toBe('account-1 renewed');
    expect(saved).toHaveLength(1);
    expect(server).toMatchObject({ stored: new Map([[1, 'account-1 renewed']]), isAuthenticated: true });
  });
});
