import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { contactPins } from '../../client-example/secure-chat/src/contacts/contact-pins.ts';
import { type Contacts, createContacts } from '../../client-example/secure-chat/src/contacts/contacts.ts';
import { registeredIdentities } from '../../client-example/secure-chat/src/contacts/registered-identities.ts';
import { memoryStorage } from '../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../client-example/secure-chat/src/platform/platform.ts';
import type { SealdSdk } from '../../client-example/secure-chat/src/seald/sdk-types.ts';
import { verify } from '../support/authors.ts';
import { makeKeys, type RawClient, rawSignUp } from './seald-raw-client.ts';
import { type Client, codeOf, openWorld, type World } from './seald-support.ts';

/*
 * More people than the SDK has keys in one request (50, its own last). Whether Seald wants the maker's own among the first is not published: the
 * emulator has both answers, and the core works with either.
 */
const MANY = 120;

describe('encryption sessions for many', () => {
  let world: World;
  let client: Client;
  let others: RawClient[];
  let contacts: Contacts;

  beforeAll(async () => {
    world = await openWorld();
    ({ client } = await world.signUp('T_maker'));
    const keys = { encryption: makeKeys(), signing: makeKeys() }; // one pair for all: making them is what takes long
    const names = Array.from({ length: MANY }, (_, n) => nameOf(n));
    others = await Promise.all(names.map((name) => rawSignUp(world, `T_${name}`, { keys })));
    contacts = createContacts({
      sdk: client as SealdSdk,
      userId: 'maker',
      sealdIdPrefix: 'T',
      pins: contactPins(memoryStorage()),
      registered: registeredIdentities(async (userIds) => userIds.map(() => null)),
      ownAuthorKey: '',
      verify,
      sha512: createPlatform().sha512,
      now: () => new Date(),
    });
  });
  afterEach(() => world.service.faults.api.reset());
  afterAll(() => world.close());

  const nameOf = (n: number) => `person-${n}`;
  const namesUpTo = (count: number) => Array.from({ length: count }, (_, n) => nameOf(n));
  const statuses = (sessionId: string, people: readonly RawClient[]) =>
    Promise.all(people.map(async ({ call }) => (await call('GET', `/api/message/${sessionId}/`)).status));
  const allOk = (count: number) => Array<number>(count).fill(200);

  it.each([51, MANY])(
    'lets each of %i members read, also where the first keys must hold the maker’s own',
    async (members) => {
      world.service.faults.api.put({ refuseWithoutOwnKey: true });
      const count = members - 1;
      const session = await contacts.createSession(namesUpTo(count));
      const { sessionId } = session;
      expect(await statuses(sessionId, others.slice(0, count))).toEqual(allOk(count));
      expect(await statuses(sessionId, others.slice(count, count + 1))).toEqual([404]);
      await expect(client.retrieveEncryptionSession({ sessionId })).resolves.toBeDefined();
      await contacts.addRecipients(session, [nameOf(count)]);
      expect(await statuses(sessionId, others.slice(count, count + 1))).toEqual([200]);
    },
  );

  it('hands out no session that somebody could not read, and ends it', async () => {
    const { createEncryptionSession } = client;
    const made: string[] = [];
    client.createEncryptionSession = async (...args) => {
      const session = await createEncryptionSession(...args);
      made.push(session.sessionId);
      const refused = { status: 406, error: { code: 'UNKNOWN_DEVICE', id: '1' } };
      session.addRecipients = async () => ({ addedRecipients: { 'a-device': refused } }) as never;
      return session;
    };
    await expect(contacts.createSession(namesUpTo(50))).rejects.toThrow('Seald refused 1 keys');
    client.createEncryptionSession = createEncryptionSession;
    expect(made).toHaveLength(1);
    const [sessionId = ''] = made;
    expect(await codeOf(client.retrieveEncryptionSession({ sessionId }))).toBe('NO_TOKEN_FOR_YOU');
  });

  it('is what the SDK alone does by the first answer, and cannot by the second', async () => {
    const sealdIds = others.slice(0, 50).map(({ sealdId }) => sealdId);
    const { sessionId } = await client.createEncryptionSession({ sealdIds });
    expect(await statuses(sessionId, others.slice(0, 50))).toEqual(allOk(50));
    world.service.faults.api.put({ refuseWithoutOwnKey: true });
    expect(await codeOf(client.createEncryptionSession({ sealdIds }))).toBe('NO_TOKEN_FOR_SELF');
  });
});
