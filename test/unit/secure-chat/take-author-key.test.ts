import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { takeAuthorKey } from '../../../client-example/secure-chat/src/identity/take-author-key.ts';
import { memoryRecords } from '../../../client-example/secure-chat/src/platform/device-records.ts';
import { createKeptAuthorKey } from '../../../client-example/secure-chat/src/storage/kept-author-key.ts';
import { claimText, type OwnAuthorKey } from '../../../shared/contract/author-key.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { ed25519, verify } from '../../support/authors.ts';
import { type FakeDevice, fakeSealdSdk, headOf, newFakeSeald } from './fake-seald.ts';

/** Seald and a backend that keeps the first key, as the devices of one user with the identity `account` see them. */
const openWorld = () => {
  const seald = newFakeSeald();
  let registered: OwnAuthorKey | undefined;
  const requests: string[] = [];
  const device = (identity = 'account', records = memoryRecords()) => {
    const database: FakeDevice = { identity };
    const sdk = fakeSealdSdk(seald, database);
    const kept = createKeptAuthorKey(records);
    const api = {
      registerAuthorKey: async ({ account: _, ...request }: Parameters<typeof register>[0]) =>
        register({ account: '', ...request }),
    };
    const take = (account = identity) => {
      const user = { id: 'alice', ...(registered && { authorKey: registered }) } as UserResponse;
      return takeAuthorKey({ api, kept, ed25519, randomBytes }, { sdk, user, account });
    };
    return { take, kept, sdk, records, api };
  };
  const register = async (request: Omit<OwnAuthorKey, 'registeredAt'> & { account: string }) => {
    requests.push(request.authorKey);
    registered ??= { ...request, registeredAt: new Date(0).toISOString() };
    return registered;
  };
  return {
    seald,
    device,
    requests,
    told: () => registered,
    tell: (told: OwnAuthorKey | undefined) => {
      registered = told;
    },
  };
};

describe('the author key of a device', () => {
  it('is registered with its own word for whose it is, and sealed for the user alone', async () => {
    const world = openWorld();
    const author = await world.device().take();
    const told = world.told() as OwnAuthorKey;
    expect(told).toMatchObject({ authorKey: author.authorKey, sigchainHash: headOf('account') });
    const claim = { text: claimText('alice', told), signature: told.signature };
    expect(await verify('author-key', claim, told.authorKey)).toBe(true);
    expect([...world.seald.sessions.values()].map(({ reader }) => reader)).toEqual(['account']);
    expect(told.sealedPrivateKey).not.toContain(told.authorKey);
  });

  it('is there again on the next start, without asking anybody', async () => {
    const world = openWorld();
    const first = world.device();
    const { authorKey } = await first.take();
    const again = world.device('account', first.records);
    expect((await again.take()).authorKey).toBe(authorKey);
    expect(world.requests).toEqual([authorKey]);
    expect(world.seald.sessions.size).toBe(1);
  });

  it('is the same on another device of the user, and signs the same', async () => {
    const world = openWorld();
    const one = await world.device().take();
    const other = await world.device().take();
    expect(await other.sign('message', '{}')).toEqual(await one.sign('message', '{}'));
  });

  it('is the first that came, when two devices make one at once', async () => {
    const world = openWorld();
    const taken = await Promise.all([world.device().take(), world.device().take()]);
    const [first] = world.requests;
    expect(world.requests).toHaveLength(2);
    expect(taken.map(({ authorKey }) => authorKey)).toEqual([first, first]);
  });

  it('is that of another device which came first, when the answer to this one was lost', async () => {
    const world = openWorld();
    const records = memoryRecords();
    const cut = world.device('account', records);
    cut.api.registerAuthorKey = () => Promise.reject(new Error('no answer'));
    await expect(cut.take()).rejects.toThrow('no answer');
    const { authorKey } = await world.device().take();
    expect((await world.device('account', records).take()).authorKey).toBe(authorKey);
  });

  it('is its own when only the answer was lost, and not replaced from then on', async () => {
    const world = openWorld();
    const records = memoryRecords();
    const cut = world.device('account', records);
    const { registerAuthorKey } = cut.api;
    cut.api.registerAuthorKey = async (request) => {
      await registerAuthorKey(request);
      throw new Error('no answer');
    };
    await expect(cut.take()).rejects.toThrow('no answer');
    const again = world.device('account', records);
    expect((await again.take()).authorKey).toBe(world.told()?.authorKey);
    const other = openWorld();
    await other.device().take();
    world.tell(other.told());
    await expect(again.take()).rejects.toMatchObject({ code: 'AUTHOR_KEY_REPLACED' });
  });

  it('is the same after a try that was cut off before the backend had it', async () => {
    const world = openWorld();
    const device = world.device();
    const { authorKey } = await device.take();
    world.tell(undefined);
    expect((await device.take()).authorKey).toBe(authorKey);
    expect(world.told()?.authorKey).toBe(authorKey);
  });

  it('is the one that was asked for before, when the request never arrived', async () => {
    const world = openWorld();
    const device = world.device();
    const { registerAuthorKey } = device.api;
    const asked: string[] = [];
    device.api.registerAuthorKey = async ({ authorKey }) => {
      asked.push(authorKey);
      throw new Error('no connection');
    };
    await expect(device.take()).rejects.toThrow('no connection');
    device.api.registerAuthorKey = registerAuthorKey;
    expect([(await device.take()).authorKey]).toEqual(asked);
  });

  it('is kept for good where it was restored, too', async () => {
    const world = openWorld();
    await world.device().take();
    const restored = world.device();
    const { authorKey } = await restored.take();
    const told = world.told();
    const other = openWorld();
    await other.device().take();
    world.tell(other.told());
    await expect(restored.take()).rejects.toMatchObject({ code: 'AUTHOR_KEY_REPLACED' });
    world.tell(told);
    world.seald.sessions.clear();
    expect((await restored.take()).authorKey).toBe(authorKey);
  });

  it('is a new one for a new identity', async () => {
    const world = openWorld();
    const device = world.device();
    const { authorKey } = await device.take();
    world.tell(undefined); // of the new identity none is registered
    expect((await device.take('another account')).authorKey).not.toBe(authorKey);
  });

  it('is not replaced by another that the backend names for the same identity', async () => {
    const world = openWorld();
    const device = world.device();
    await device.take();
    const other = openWorld();
    await other.device().take();
    world.tell(other.told());
    await expect(device.take()).rejects.toMatchObject({ code: 'AUTHOR_KEY_REPLACED' });
  });

  it.each([
    ['is for another identity', (told: OwnAuthorKey) => ({ ...told }), 'somebody else'],
    ['is of another key', (told: OwnAuthorKey) => ({ ...told, authorKey: 'A'.repeat(43) }), 'account'],
    ['was never encrypted', (told: OwnAuthorKey) => ({ ...told, sealedPrivateKey: 'nothing' }), 'account'],
    [
      'cannot be decrypted',
      (told: OwnAuthorKey) => ({
        ...told,
        sealedPrivateKey: told.sealedPrivateKey.replace(/.{8}"\}$/, 'AAAAAAA="}'),
      }),
      'account',
    ],
  ])('is not taken when what is sealed %s', async (_, change, identity) => {
    const world = openWorld();
    await world.device().take();
    world.tell(change(world.told() as OwnAuthorKey));
    await expect(world.device(identity).take()).rejects.toMatchObject({ code: 'AUTHOR_KEY_LOST' });
  });

  it('is made of no chain that does not hold the keys of this device', async () => {
    const world = openWorld();
    world.seald.namesOtherKeys = true;
    await expect(world.device().take()).rejects.toMatchObject({ code: 'OWN_KEYS_DOUBTED' });
    expect(world.requests).toEqual([]);
  });

  it('is not called lost for a server that does not answer', async () => {
    const world = openWorld();
    await world.device().take();
    const device = world.device();
    device.sdk.retrieveEncryptionSession = () => Promise.reject(new Error('offline'));
    await expect(device.take()).rejects.toThrow('offline');
  });
});
