import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { contactPins } from '../../../client-example/secure-chat/src/contacts/contact-pins.ts';
import { registeredHashes } from '../../../client-example/secure-chat/src/contacts/contact-registered.ts';
import { type Contacts, createContacts } from '../../../client-example/secure-chat/src/contacts/contacts.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { ownSigchainHead } from '../../../client-example/secure-chat/src/identity/seald-identity.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { makeKeys } from '../../conformance/seald-raw-client.ts';
import { type Client, openWorld, type World } from '../../conformance/seald-support.ts';

// The real SDK against the emulator.
describe('contacts', () => {
  let world: World;
  let mallory: Awaited<ReturnType<World['signUp']>>;
  let number = 0;

  beforeAll(async () => {
    world = await openWorld();
    mallory = await world.signUp('T_mallory');
  });
  afterEach(() => world.service.faults.api.reset());
  afterAll(() => world.close());

  /** A user with an identity, and what its device would register. */
  const newUser = async (name: string) => {
    const id = `${name}-${++number}`;
    const { client, sealdId } = await world.signUp(`T_${id}`);
    return { id, client, sealdId, head: async () => (await client.getSigchainHash()).hash };
  };
  const newBackend = () => {
    const hashes = new Map<string, string>();
    const asked: string[] = [];
    let isDown = false;
    const ask = async (userId: string) => {
      asked.push(userId);
      if (isDown) throw new MessagingApiError('NETWORK_FAILURE');
      const sigchainHash = hashes.get(userId);
      return { registered: sigchainHash ? { sigchainHash, registeredAt: '2026-01-01T00:00:00.000Z' } : null };
    };
    return { hashes, asked, ask, down: (down: boolean) => (isDown = down) };
  };
  const device = (client: Client, userId: string, backend = newBackend()) => {
    const storage = memoryStorage();
    const start = (): Contacts =>
      createContacts({
        sdk: client as SealdSdk,
        userId,
        sealdIdPrefix: 'T',
        pins: contactPins(storage),
        registered: registeredHashes(backend.ask),
        sha512: createPlatform().sha512,
      });
    return { start, contacts: start(), backend, storage };
  };
  const pair = async () => {
    const [alice, bob] = await Promise.all([newUser('alice'), newUser('bob')]);
    return { alice, bob, ...device(alice.client, alice.id) };
  };
  const lie = (lies: object) => world.service.faults.api.put(lies);
  const swapKeyOf = (user: { sealdId: string }, saysChanged = false) =>
    lie({
      swappedKeys: [{ user: user.sealdId, encryptionPublicKey: makeKeys(2048).publicKey, saysChanged }],
    });

  it('finds nothing in what it sees first, or sees again', async () => {
    const { bob, contacts, start, backend } = await pair();
    backend.hashes.set(bob.id, await bob.head());
    expect(await contacts.check([bob.id])).toEqual([]);
    expect(await contacts.check([bob.id])).toEqual([]);
    expect(await start().check([bob.id])).toEqual([]);
    expect(backend.asked).toEqual([bob.id, bob.id]); // once in the life of each object
  });

  it('says once that a chain grew, with an older registered hash in it', async () => {
    const { bob, contacts, start, backend } = await pair();
    backend.hashes.set(bob.id, await bob.head());
    await contacts.check([bob.id]);
    await bob.client.renewKey();
    expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'grown' }]);
    expect(await contacts.check([bob.id])).toEqual([]);
    backend.hashes.set(bob.id, await bob.head());
    expect(await start().check([bob.id])).toEqual([]);
  });

  it.each(['a session was made for it', 'it was added to a session'])(
    'says that a chain grew also after %s without a check',
    async (use) => {
      const { alice, bob, contacts } = await pair();
      await contacts.check([bob.id]);
      const session = await contacts.createSession([]);
      await contacts.createSession([bob.id]); // uses up the check
      await bob.client.renewKey();
      if (use.startsWith('it was')) await contacts.addRecipients(session, [bob.id]);
      else await contacts.createSession([alice.id, bob.id]);
      expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'grown' }]);
      expect(await contacts.check([bob.id])).toEqual([]);
    },
  );

  it('makes no session for what was only looked at for a notice', async () => {
    const { bob, contacts } = await pair();
    expect(await contacts.check([bob.id], 'notice')).toEqual([]);
    await world.signUp(`T_${bob.id}`);
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
  });

  it('says that a contact was replaced until the user accepts', async () => {
    const { bob, contacts, start } = await pair();
    await contacts.check([bob.id]);
    await world.signUp(`T_${bob.id}`);
    const replaced = [{ userId: bob.id, kind: 'replaced' }];
    expect(await contacts.check([bob.id])).toEqual(replaced);
    expect(await start().check([bob.id])).toEqual(replaced);
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
    await contacts.accept(bob.id);
    await contacts.accept(bob.id);
    expect(await start().check([bob.id])).toEqual([]);
  });

  it('says at first sight that the chain is not the registered one', async () => {
    const { alice, bob, contacts, backend } = await pair();
    backend.hashes.set(bob.id, await bob.head());
    lie({ answeringAccounts: [{ userId: `T_${bob.id}`, account: mallory.sealdId }] });
    const mismatch = [{ userId: bob.id, kind: 'mismatch' }];
    expect(await contacts.check([bob.id])).toEqual(mismatch);
    lie({ replacedIdentities: [{ user: bob.sealdId, by: mallory.sealdId }] });
    expect(await contacts.check([bob.id])).toEqual(mismatch);
    world.service.faults.api.reset();
    const honest = device((await world.copyOf(alice.client)) as Client, alice.id, backend);
    expect(await honest.contacts.check([bob.id])).toEqual([]);
  });

  it('pins what the server says at first sight when nothing is registered', async () => {
    const { bob, contacts } = await pair();
    lie({ answeringAccounts: [{ userId: `T_${bob.id}`, account: mallory.sealdId }] });
    expect(await contacts.check([bob.id])).toEqual([]);
    world.service.faults.api.reset();
    expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'replaced' }]);
  });

  it('takes a chain against the registered hash when the user says so, until another is registered', async () => {
    const { bob, contacts, start, backend } = await pair();
    backend.hashes.set(bob.id, 'a'.repeat(64));
    expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'mismatch' }]);
    await contacts.accept(bob.id);
    expect(await start().check([bob.id])).toEqual([]);
    expect(await start().check([bob.id])).toEqual([]);
    backend.hashes.set(bob.id, 'b'.repeat(64));
    expect(await start().check([bob.id])).toEqual([{ userId: bob.id, kind: 'mismatch' }]);
  });

  it('asks again for a remembered hash before it calls a chain foreign', async () => {
    const { bob, contacts, backend } = await pair();
    backend.hashes.set(bob.id, await bob.head());
    await contacts.check([bob.id]);
    const reset = await world.signUp(`T_${bob.id}`);
    backend.hashes.set(bob.id, (await reset.client.getSigchainHash()).hash);
    expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'replaced' }]);
  });

  it('calls a key that is not in the chain a mismatch, which cannot be accepted', async () => {
    const { bob, contacts, storage } = await pair();
    swapKeyOf(bob);
    await contacts.accept(bob.id);
    expect(await storage.get(`contact/${bob.id}`)).toBeNull();
    world.service.faults.api.reset();
    await contacts.check([bob.id]);
    swapKeyOf(bob);
    const mismatch = [{ userId: bob.id, kind: 'mismatch' }];
    expect(await contacts.check([bob.id])).toEqual(mismatch);
    await contacts.accept(bob.id);
    expect(await contacts.check([bob.id])).toEqual(mismatch);
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
    await expect(contacts.safetyNumber(bob.id)).rejects.toMatchObject({ name: 'ContactKeysError' });
    world.service.faults.api.reset();
    expect(await contacts.check([bob.id])).toEqual([]);
  });

  it('makes sessions that these contacts and oneself can read', async () => {
    const { alice, bob, contacts } = await pair();
    const carol = await newUser('carol');
    await contacts.check([bob.id]);
    const session = await contacts.createSession([alice.id, bob.id]);
    await contacts.addRecipients(session, [carol.id]);
    for (const { client } of [alice, bob, carol]) {
      const copy = await client.retrieveEncryptionSession({ sessionId: session.sessionId });
      expect(await copy.decryptMessage(await session.encryptMessage('hello'))).toBe('hello');
    }
  });

  it('does not hand out a session encrypted to a key that was swapped after the check', async () => {
    const { alice, bob, contacts } = await pair();
    expect(await contacts.check([bob.id])).toEqual([]);
    swapKeyOf(bob, true);
    const { createEncryptionSession } = alice.client;
    const made: string[] = [];
    alice.client.createEncryptionSession = async (...args) => {
      const session = await createEncryptionSession(...args);
      made.push(session.sessionId);
      return session;
    };
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
    expect(made).toHaveLength(1); // the SDK did encrypt to the swapped key
    await expect(alice.client.retrieveEncryptionSession({ sessionId: made[0] ?? '' })).rejects.toMatchObject({
      code: 'NO_TOKEN_FOR_YOU',
    });
    world.service.faults.api.reset();
    await expect(contacts.createSession([bob.id])).resolves.toBeDefined();
  });

  it('makes the session for the account that was checked, whichever the server names after that', async () => {
    const { bob, contacts } = await pair();
    await contacts.check([bob.id]);
    lie({ answeringAccounts: [{ userId: `T_${bob.id}`, account: mallory.sealdId }] });
    const { sessionId } = await contacts.createSession([bob.id]);
    await expect(bob.client.retrieveEncryptionSession({ sessionId })).resolves.toBeDefined();
    await expect(mallory.client.retrieveEncryptionSession({ sessionId })).rejects.toMatchObject({
      code: 'NO_TOKEN_FOR_YOU',
    });
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
  });

  it('does not hand out a session for an account that the server forgot and told anew after the check', async () => {
    const { alice, bob, contacts } = await pair();
    await contacts.check([bob.id]);
    lie({
      replacedIdentities: [{ user: bob.sealdId, by: mallory.sealdId }],
      faults: [{ kind: 'status', status: 404, path: '/api/user/search/', times: 1 }],
    });
    const { createEncryptionSession } = alice.client;
    let made = 0;
    alice.client.createEncryptionSession = async (...args) => {
      const session = await createEncryptionSession(...args);
      made += 1;
      return session;
    };
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
    expect(made).toBe(1); // the SDK did encrypt to the other identity
  });

  it('does not hand out a session when the own chain does not hold the own keys', async () => {
    const { alice, bob, contacts } = await pair();
    await contacts.check([bob.id]);
    const { dependencies } = alice.client.goatee;
    const { searchLocally } = dependencies;
    dependencies.searchLocally = async (query: object) => {
      const users = await searchLocally(query);
      if (users[0]?.isDefault)
        users[0].checkIntegrity = () => {
          throw new Error('mismatch for encryptionKey hash');
        };
      return users;
    };
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [alice.id] });
  });

  it('says so when a recipient added to a session got it under a swapped key, and takes it back', async () => {
    const { bob, contacts } = await pair();
    const carol = await newUser('carol');
    const session = await contacts.createSession([bob.id]);
    await contacts.check([carol.id]);
    swapKeyOf(carol, true);
    const { revokeRecipients } = session;
    const takenBack: unknown[] = [];
    session.revokeRecipients = async (...args) => {
      takenBack.push(args[0].sealdIds?.length);
      return revokeRecipients(...args);
    };
    await expect(contacts.addRecipients(session, [carol.id])).rejects.toMatchObject({ userIds: [carol.id] });
    expect(takenBack).toEqual([1]);
    await expect(
      carol.client.retrieveEncryptionSession({ sessionId: session.sessionId }),
    ).rejects.toMatchObject({ code: 'NO_TOKEN_FOR_YOU' });
  });

  it('passes over who has no identity yet, and names them when a session is wanted', async () => {
    const { bob, contacts } = await pair();
    expect(await contacts.check([bob.id, 'nobody'])).toEqual([]);
    await expect(contacts.createSession([bob.id, 'nobody'])).rejects.toMatchObject({
      name: 'MembersNotEnrolledError',
      userIds: ['nobody'],
    });
    await expect(contacts.safetyNumber('nobody')).rejects.toMatchObject({ userIds: ['nobody'] });
  });

  it('trusts nobody when the backend cannot be asked', async () => {
    const { bob, contacts, backend, storage } = await pair();
    backend.down(true);
    await expect(contacts.check([bob.id])).rejects.toMatchObject({ type: 'NETWORK_FAILURE' });
    expect(await storage.get(`contact/${bob.id}`)).toBeNull();
    backend.down(false);
    expect(await contacts.check([bob.id])).toEqual([]);
  });

  it('registers the same head from every device, also after the keys were renewed', async () => {
    const alice = await newUser('alice');
    const bob = await newUser('bob');
    const seen = async () => (await bob.client.getSigchainHash({ userIds: [`T_${alice.id}`] })).hash;
    const second = (await world.copyOf(alice.client)) as SealdSdk;
    expect(await ownSigchainHead(second)).toBe(await seen());
    await second.renewKey();
    expect(await ownSigchainHead(second)).toBe(await seen());
    expect(await ownSigchainHead(alice.client as SealdSdk)).toBeUndefined(); // it has the old keys
  });

  it('calls an empty chain a mismatch', async () => {
    const { bob, contacts } = await pair();
    const halfMade = await world.newClient();
    const signupJWT = await world.signupJwt('T_half');
    lie({ faults: [{ kind: 'status', status: 500, path: '/api/sigchain/add_transaction/' }] });
    await expect(halfMade.initiateIdentity({ signupJWT })).rejects.toBeDefined();
    world.service.faults.api.reset();
    expect(await contacts.check([bob.id, 'half'])).toEqual([{ userId: 'half', kind: 'mismatch' }]);
  });

  it('shows both the same safety number, and another one when a server stands between them', async () => {
    const { alice, bob, contacts } = await pair();
    const [carol, other] = [await newUser('carol'), device(bob.client, bob.id).contacts];
    const honest = await contacts.safetyNumber(bob.id);
    expect(await other.safetyNumber(alice.id)).toEqual(honest);
    expect(await contacts.safetyNumber(carol.id)).not.toEqual(honest);
    lie({ answeringAccounts: [{ userId: `T_${bob.id}`, account: mallory.sealdId }] });
    expect(await contacts.safetyNumber(bob.id)).not.toEqual(honest);
    expect(await other.safetyNumber(alice.id)).toEqual(honest);
  });
});
