import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { contactPins } from '../../../client-example/secure-chat/src/contacts/contact-pins.ts';
import { type Contacts, createContacts } from '../../../client-example/secure-chat/src/contacts/contacts.ts';
import { registeredIdentities } from '../../../client-example/secure-chat/src/contacts/registered-identities.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { ownSigchainHead } from '../../../client-example/secure-chat/src/identity/seald-identity.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import type { SealdSdk } from '../../../client-example/secure-chat/src/seald/sdk-types.ts';
import { type AuthorKeyClaim, claimText } from '../../../shared/contract/author-key.ts';
import { makeKeys } from '../../conformance/seald-raw-client.ts';
import { type Client, openWorld, type World } from '../../conformance/seald-support.ts';
import { authorOf, verify } from '../../support/authors.ts';

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
    const authors = new Map<string, AuthorKeyClaim>();
    const former = new Map<string, string[]>();
    const asked: string[] = [];
    let isDown = false;
    const ask = async (userIds: readonly string[]) => {
      asked.push(...userIds);
      if (isDown) throw new MessagingApiError('NETWORK_FAILURE');
      return userIds.map((userId) => {
        const sigchainHash = hashes.get(userId);
        const author = authors.get(userId);
        if (!sigchainHash) return null;
        const formerAuthorKeys = former.get(userId);
        return {
          sigchainHash,
          registeredAt: '2026-01-01T00:00:00.000Z',
          ...(author && { author }),
          ...(formerAuthorKeys && { formerAuthorKeys }),
        };
      });
    };
    return { hashes, authors, former, asked, ask, down: (down: boolean) => (isDown = down) };
  };
  const device = async (client: Client, userId: string, backend = newBackend()) => {
    const storage = memoryStorage();
    const { authorKey: ownAuthorKey } = await authorOf(userId);
    const start = (): Contacts =>
      createContacts({
        sdk: client as SealdSdk,
        userId,
        sealdIdPrefix: 'T',
        pins: contactPins(storage),
        registered: registeredIdentities(backend.ask),
        ownAuthorKey,
        verify,
        sha512: createPlatform().sha512,
        now: () => new Date(0),
      });
    return { start, contacts: start(), backend, storage };
  };
  /** What the device of somebody with an identity registers; `by`: whose author key it is. */
  const register = async (
    { hashes, authors }: ReturnType<typeof newBackend>,
    { id, head }: Awaited<ReturnType<typeof newUser>>,
    by = id,
  ) => {
    const { authorKey, sign } = await authorOf(by);
    const sigchainHash = await head();
    const { signature } = await sign('author-key', claimText(id, { authorKey, sigchainHash }));
    hashes.set(id, sigchainHash);
    authors.set(id, { authorKey, sigchainHash, signature });
  };
  const pair = async () => {
    const [alice, bob] = await Promise.all([newUser('alice'), newUser('bob')]);
    return { alice, bob, ...(await device(alice.client, alice.id)) };
  };
  const lie = (lies: object) => world.service.faults.api.put(lies);
  const swapKeyOf = (user: { sealdId: string }, saysChanged = false) =>
    lie({
      swappedKeys: [{ user: user.sealdId, encryptionPublicKey: makeKeys(2048).publicKey, saysChanged }],
    });

  it('finds nothing in what it sees first, or sees again', async () => {
    const { bob, contacts, start, backend } = await pair();
    await register(backend, bob);
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
    const honest = await device((await world.copyOf(alice.client)) as Client, alice.id, backend);
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
    const { bob, contacts, storage, backend } = await pair();
    await register(backend, bob);
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

  it('finds a key that is not in the chain of one of many known contacts in turn, and encrypts to none meanwhile', async () => {
    const { bob, contacts } = await pair();
    const carol = await newUser('carol');
    const both = [bob.id, carol.id];
    await contacts.check(both);
    swapKeyOf(carol);
    expect(await contacts.check(both)).toEqual([]);
    const { sessionId } = await contacts.createSession(both);
    await expect(carol.client.retrieveEncryptionSession({ sessionId })).resolves.toBeDefined();
    expect(await contacts.check(both)).toEqual([{ userId: carol.id, kind: 'mismatch' }]);
  });

  it('makes no session for whom it knows when a key is not in the chain, though nobody looked before', async () => {
    const { bob, contacts } = await pair();
    await contacts.check([bob.id], 'notice');
    swapKeyOf(bob);
    await expect(contacts.createSession([bob.id])).rejects.toMatchObject({ userIds: [bob.id] });
  });

  it('finds a key that is not in the chain at once where the head is another, of however many', async () => {
    const { bob, contacts } = await pair();
    const carol = await newUser('carol');
    await contacts.check([bob.id, carol.id]);
    swapKeyOf(carol, true);
    expect(await contacts.check([bob.id, carol.id])).toEqual([{ userId: carol.id, kind: 'mismatch' }]);
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

  describe('their author keys', () => {
    const keyOf = async (name: string) => (await authorOf(name)).authorKey;

    it('are those that their own devices registered, and stay so when the backend forgets', async () => {
      const { alice, bob, contacts, backend, start } = await pair();
      await register(backend, bob);
      await contacts.check([bob.id], 'notice');
      const both = [
        { id: alice.id, authorKey: await keyOf(alice.id) },
        { id: bob.id, authorKey: await keyOf(bob.id) },
      ];
      backend.authors.delete(bob.id);
      expect(await start().check([bob.id])).toEqual([]);
      expect(await start().authorKeys([alice.id, bob.id, bob.id])).toEqual(both);
      expect(await start().vouch(both)).toEqual([true, true]);
    });

    it('are wanted of everybody: who has registered none cannot be written to', async () => {
      const { bob, contacts, backend } = await pair();
      backend.hashes.set(bob.id, await bob.head());
      expect(await contacts.check([bob.id])).toEqual([]);
      await expect(contacts.authorKeys([bob.id])).rejects.toMatchObject({
        name: 'MembersNotEnrolledError',
        userIds: [bob.id],
      });
      expect(await contacts.vouch([{ id: bob.id, authorKey: await keyOf(bob.id) }])).toEqual([null]);
      await expect(contacts.safetyNumber(bob.id)).rejects.toMatchObject({ userIds: [bob.id] });
    });

    it('cannot change with the same chain, whoever says so', async () => {
      const { bob, contacts, backend, start } = await pair();
      await register(backend, bob);
      await contacts.check([bob.id]);
      await register(backend, bob, 'mallory');
      expect(await start().check([bob.id])).toEqual([{ userId: bob.id, kind: 'mismatch' }]);
      expect(await start().vouch([{ id: bob.id, authorKey: await keyOf('mallory') }])).toEqual([false]);
      expect(await start().vouch([{ id: bob.id, authorKey: await keyOf(bob.id) }])).toEqual([true]);
      await expect(start().safetyNumber(bob.id)).rejects.toMatchObject({ name: 'ContactKeysError' });
    });

    it('are not taken without their own word for whose they are, or for another chain', async () => {
      const { bob, contacts, backend } = await pair();
      await register(backend, bob);
      const claim = backend.authors.get(bob.id) as AuthorKeyClaim;
      const ofMallory = await authorOf('mallory');
      const foreign = { ...claim, sigchainHash: 'c'.repeat(64) };
      const { signature } = await ofMallory.sign('author-key', claimText('mallory', foreign));
      const { signature: elsewhere } = await (await authorOf(bob.id)).sign(
        'author-key',
        claimText(bob.id, foreign),
      );
      for (const wrong of [
        { ...claim, authorKey: ofMallory.authorKey },
        { ...claim, authorKey: ofMallory.authorKey, signature },
        { ...foreign, signature: elsewhere },
      ]) {
        backend.authors.set(bob.id, wrong);
        expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'mismatch' }]);
        expect(await contacts.vouch([{ id: bob.id, authorKey: wrong.authorKey }])).toEqual([false]);
        await contacts.accept(bob.id);
      }
      backend.authors.set(bob.id, claim);
      expect(await contacts.vouch([{ id: bob.id, authorKey: claim.authorKey }])).toEqual([true]);
    });

    it('change with a new identity, which is a finding, and are vouched for all the same', async () => {
      const { bob, contacts, backend, start } = await pair();
      await register(backend, bob);
      await contacts.check([bob.id]);
      const { client } = await world.signUp(`T_${bob.id}`);
      const again = { ...bob, client, head: async () => (await client.getSigchainHash()).hash };
      await register(backend, again, 'bob with a new telephone');
      const authorKey = await keyOf('bob with a new telephone');
      expect(await contacts.vouch([{ id: bob.id, authorKey }])).toEqual([true]);
      expect(await contacts.check([bob.id])).toEqual([{ userId: bob.id, kind: 'replaced' }]);
      expect(await start().authorKeys([bob.id])).toEqual([{ id: bob.id, authorKey: await keyOf(bob.id) }]);
      await contacts.accept(bob.id);
      expect(await start().authorKeys([bob.id])).toEqual([{ id: bob.id, authorKey }]);
    });

    it('are told from those of identities that somebody had before, and from those of nobody', async () => {
      const { alice, bob, contacts, backend } = await pair();
      const [mine, theirs, others] = [await keyOf(alice.id), await keyOf(bob.id), await keyOf('mallory')];
      expect(await contacts.vouch([{ id: bob.id, authorKey: theirs }])).toEqual([null]);
      await register(backend, bob);
      expect(await contacts.vouch([{ id: bob.id, authorKey: theirs }])).toEqual([true]);
      expect(await contacts.vouch([{ id: bob.id, authorKey: others }])).toEqual([false]);
      expect(await contacts.vouch([{ id: alice.id, authorKey: mine }])).toEqual([true]);
      expect(await contacts.vouch([{ id: alice.id, authorKey: others }])).toEqual([false]);
    });

    it('of who is gone are those that the backend kept of them, on its word alone where those are of another chain', async () => {
      const { bob, contacts, backend } = await pair();
      const theirs = await keyOf(bob.id);
      await register(backend, bob);
      const claim = backend.authors.get(bob.id) as AuthorKeyClaim;
      backend.hashes.delete(bob.id);
      const known = async (authorKey: string, kept: AuthorKeyClaim) =>
        (await contacts.vouch([{ id: bob.id, authorKey, claim: kept }]))[0];
      expect(await known(theirs, { ...claim, sigchainHash: 'a1'.repeat(32) })).toBe('by-word');
      expect(await known(await keyOf('mallory'), claim)).toBeNull();
      expect(await known(theirs, claim)).toBe(true);
    });

    it('of identities before are those that were pinned here; the backend’s word is no more than that', async () => {
      const { alice, bob, contacts, backend } = await pair();
      const others = await keyOf('mallory');
      await register(backend, bob);
      const known = async (id: string, authorKey: string) => (await contacts.vouch([{ id, authorKey }]))[0];
      await contacts.check([bob.id]);
      for (const { id } of [alice, bob]) backend.former.set(id, [others]);
      expect(await known(bob.id, others)).toBe('by-word');
      await register(backend, alice);
      expect(await known(alice.id, others)).toBe('by-word');
      const { client } = await world.signUp(`T_${bob.id}`);
      const again = { ...bob, client, head: async () => (await client.getSigchainHash()).hash };
      await register(backend, again, 'bob with a new telephone');
      await contacts.check([bob.id]);
      await contacts.accept(bob.id);
      expect(await known(bob.id, await keyOf(bob.id))).toBe('former');
    });

    it('are none but the pinned one while the backend tells nothing', async () => {
      const { bob, contacts, backend, start } = await pair();
      await register(backend, bob);
      await contacts.check([bob.id]);
      backend.hashes.delete(bob.id);
      expect(await start().vouch([{ id: bob.id, authorKey: await keyOf('mallory') }])).toEqual([false]);
      expect(await start().vouch([{ id: bob.id, authorKey: await keyOf(bob.id) }])).toEqual([true]);
    });

    it('are of one’s own device for oneself, whatever the backend says', async () => {
      const { alice, contacts, backend } = await pair();
      await register(backend, alice, 'mallory');
      expect(await contacts.vouch([{ id: alice.id, authorKey: await keyOf('mallory') }])).toEqual([false]);
      expect(await contacts.vouch([{ id: alice.id, authorKey: await keyOf(alice.id) }])).toEqual([true]);
    });

    it('make another safety number', async () => {
      const { bob, contacts, backend, start } = await pair();
      await register(backend, bob);
      const honest = await contacts.safetyNumber(bob.id);
      await register(backend, bob, 'mallory');
      expect((await start().safetyNumber(bob.id)).digits).not.toBe(honest.digits);
    });
  });

  it('are noted as compared for the digits that were seen, until their keys are others', async () => {
    const { bob, contacts, backend, start } = await pair();
    await register(backend, bob);
    expect(await contacts.comparedAt(bob.id)).toBeNull();
    const { digits } = await contacts.safetyNumber(bob.id);
    expect(await contacts.noteCompared(bob.id, '0'.repeat(60))).toBe(false);
    expect(await contacts.comparedAt(bob.id)).toBeNull();
    expect(await contacts.noteCompared(bob.id, digits)).toBe(true);
    await contacts.check([bob.id]);
    expect(await start().comparedAt(bob.id)).toBe(new Date(0).toISOString());
    await bob.client.renewKey(); // the same chain, so the same person
    await contacts.check([bob.id]);
    expect(await contacts.comparedAt(bob.id)).not.toBeNull();
    await contacts.forgetCompared(bob.id);
    expect(await contacts.comparedAt(bob.id)).toBeNull();
    expect(await contacts.vouch([{ id: bob.id, authorKey: (await authorOf(bob.id)).authorKey }])).toEqual([
      true,
    ]);
    await contacts.noteCompared(bob.id, (await contacts.safetyNumber(bob.id)).digits);
    const { client } = await world.signUp(`T_${bob.id}`);
    await register(
      backend,
      { ...bob, head: async () => (await client.getSigchainHash()).hash },
      'new telephone',
    );
    await start().accept(bob.id);
    expect(await contacts.comparedAt(bob.id)).toBeNull();
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
    const { alice, bob, contacts, backend } = await pair();
    const [carol, other] = [await newUser('carol'), (await device(bob.client, bob.id, backend)).contacts];
    for (const person of [alice, bob, carol]) await register(backend, person);
    const honest = await contacts.safetyNumber(bob.id);
    expect(await other.safetyNumber(alice.id)).toEqual(honest);
    expect(await contacts.safetyNumber(carol.id)).not.toEqual(honest);
    lie({ answeringAccounts: [{ userId: `T_${bob.id}`, account: mallory.sealdId }] });
    await expect(contacts.safetyNumber(bob.id)).rejects.toMatchObject({ name: 'ContactKeysError' });
    const { hash } = await mallory.client.getSigchainHash();
    await register(backend, { ...bob, head: async () => hash }, 'mallory'); // the backend lies as well
    const { contacts: anew } = await device((await world.copyOf(alice.client)) as Client, alice.id, backend);
    expect(await anew.safetyNumber(bob.id)).not.toEqual(honest);
    expect(await other.safetyNumber(alice.id)).toEqual(honest);
  });
});
