import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler as authorKeyHandler } from '../../../functions/author-key/handler.ts';
import { createHandler as enrollHandler } from '../../../functions/enroll/handler.ts';
import { createHandler as meHandler } from '../../../functions/me/handler.ts';
import { createHandler as sigchainHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { userKey } from '../../../shared/adapters/user-items.ts';
import type { OwnAuthorKey, RegisterAuthorKeyRequest } from '../../../shared/contract/author-key.ts';
import { toBase64Url } from '../../../shared/contract/base64url.ts';
import { MOST_FORMER_KEYS } from '../../../shared/domain/author-keys.ts';
import type { User, Users } from '../../../shared/domain/user.ts';
import { newAuthorKey, registrationOf, signText } from '../../support/author-keys.ts';
import { call, type Reply } from '../../support/call.ts';
import { encryptedText } from '../../support/encrypted-text.ts';
import { ACCOUNT, enrollUser } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const OTHER_ACCOUNT = '11111111-2222-4333-8444-555555555555';
const clock = { now: new Date(TIME) };
const guard = openGuard;

let table: Awaited<ReturnType<typeof startUsersTable>>;
let users: Users;
let subject: string;
let shares: boolean;

beforeAll(async () => {
  table = await startUsersTable();
  users = createDynamoDbUsers(table.db, TABLE);
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => table.close());
beforeEach(async () => {
  subject = `user-${randomUUID()}`;
  clock.now = new Date(TIME);
  shares = true;
  await users.claim({ id: subject, sealedTwoManRuleKey: 'sealed', createdAt: TIME });
  await enrollUser(users, subject, TIME, 'a1'.repeat(32));
});

const register = (body: unknown, through: Pick<Users, 'find' | 'keepAuthorKey'> = users) =>
  call(authorKeyHandler({ guard, users: through, now: () => clock.now }), { subject, body });
const typeOf = ({ statusCode, body }: Reply) => [
  statusCode,
  (body as { error?: { type: string } }).error?.type,
];
const kept = ({ body }: Reply) => body as OwnAuthorKey;
const shown = ({ account: _, ...key }: RegisterAuthorKeyRequest) => ({ ...key, registeredAt: TIME });
const record = async () => (await users.find(subject)) as User;
const stored = async () =>
  (await table.documents.send(new GetCommand({ TableName: TABLE, Key: userKey(subject) }))).Item;
const put = (user: object) =>
  table.documents.send(new PutCommand({ TableName: TABLE, Item: { ...userKey(subject), ...user } }));
const change = async (by: (user: User) => object) => put(by(await record()));
const enroll = (body: object) =>
  call(enrollHandler({ guard, users, newVersion: randomUUID, now: () => clock.now }), { subject, body });
/** As `npm run admin` and an operator's hand do it: the next identity is another one. */
const startOver = (account: string) =>
  change((user) => ({ ...user, enrolment: { ...user.enrolment, account, version: randomUUID() } }));
const me = async () =>
  (
    (
      await call(
        meHandler({
          guard,
          users,
          sealdIdPrefix: 'T',
          activationKeyType: 'signupJwt',
          issueActivationKey: async () => 'a.b.c',
          openTwoManRuleKey: async () => Buffer.alloc(64).toString('base64'),
        }),
        { subject },
      )
    ).body as { user: { authorKey?: OwnAuthorKey } }
  ).user;
const toldTo = async (caller: string) => {
  const handler = sigchainHandler({ guard, users, channels: { shareChannel: async () => shares } });
  return (await call(handler, { subject: caller, path: { userId: subject } })).body;
};

describe('PUT /me/author-key', () => {
  it('keeps the key of the saved identity, and shows it to its owner', async () => {
    const request = registrationOf(newAuthorKey(), subject);
    const reply = await register(request);
    expect([reply.statusCode, reply.body]).toEqual([200, shown(request)]);
    expect((await me()).authorKey).toEqual(shown(request));
  });

  it('keeps the first, and answers it to a repeat and to every other device', async () => {
    const first = registrationOf(newAuthorKey(), subject);
    await register(first);
    clock.now = new Date('2026-11-23T10:00:00.000Z');
    for (const later of [first, registrationOf(newAuthorKey(), subject)])
      expect(kept(await register(later))).toEqual(shown(first));
    expect(await record()).toMatchObject({ authorKey: { authorKey: first.authorKey }, formerAuthorKeys: [] });
  });

  it('gives twenty devices that race one key, whose private half is its own', async () => {
    const requests = Array.from({ length: 20 }, () => registrationOf(newAuthorKey(), subject));
    const replies = await Promise.all(requests.map((request) => register(request)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    const winner = requests.find(({ authorKey }) => authorKey === kept(replies[0] as Reply).authorKey);
    for (const reply of replies) expect(kept(reply)).toEqual(shown(winner as RegisterAuthorKeyRequest));
    expect((await record()).formerAuthorKeys).toEqual([]);
  });

  it('takes none before an identity is saved, nor for any other identity', async () => {
    const refused = [409, 'IDENTITY_NOT_SAVED'];
    const other = registrationOf(newAuthorKey(), subject, { account: OTHER_ACCOUNT });
    expect(typeOf(await register(other))).toEqual(refused);
    const request = registrationOf(newAuthorKey(), subject);
    for (const state of ['open', 'making', 'storing'] as const) {
      await change((user) => ({ ...user, enrolment: { ...user.enrolment, state, version: state } }));
      expect(typeOf(await register(request))).toEqual(refused);
    }
    await change(({ enrolledAt: _, ...user }) => ({
      ...user,
      enrolment: { ...user.enrolment, state: 'enrolled' },
    }));
    expect(typeOf(await register(request))).toEqual(refused); // reset by an operator
    expect(await record()).not.toHaveProperty('authorKey');
    await change((user) => ({ ...user, enrolment: { ...user.enrolment, state: 'saved' } }));
    expect((await register(request)).statusCode).toBe(200);
    subject = 'nobody';
    expect(typeOf(await register(registrationOf(newAuthorKey(), subject)))).toEqual([404, 'USER_NOT_FOUND']);
  });

  it.each([
    ['was reset', ({ enrolledAt: _, ...user }: User) => user],
    [
      'became another',
      (user: User) => ({ ...user, enrolment: { ...user.enrolment, account: OTHER_ACCOUNT } }),
    ],
    ['is going to be erased', (user: User) => ({ ...user, erasurePending: { dueAt: TIME } })],
  ])('writes nothing for an identity that %s after it was looked at', async (_, by) => {
    const was = await record();
    await change(by);
    const key = { ...registrationOf(newAuthorKey(), subject), registeredAt: TIME };
    expect(await users.keepAuthorKey(subject, undefined, key, [])).toBe(false);
    await put(was);
    expect(await record()).not.toHaveProperty('authorKey');
    expect(await users.keepAuthorKey(subject, undefined, key, [])).toBe(true);
    expect(await users.keepAuthorKey(subject, undefined, key, [])).toBe(false);
  });

  it('gives way to the key of a new identity, and keeps the public half of the old one', async () => {
    const first = registrationOf(newAuthorKey(), subject);
    await register(first);
    await startOver(OTHER_ACCOUNT);
    expect(await me()).not.toHaveProperty('authorKey');
    const formerAuthorKeys = [first.authorKey];
    expect(await toldTo('bob')).toEqual({ registered: { formerAuthorKeys } });
    const requests = Array.from({ length: 5 }, () =>
      registrationOf(newAuthorKey(), subject, { account: OTHER_ACCOUNT }),
    );
    const replies = await Promise.all(requests.map((request) => register(request)));
    expect(new Set(replies.map((reply) => kept(reply).authorKey)).size).toBe(1);
    expect(kept(replies[0] as Reply).authorKey).not.toBe(first.authorKey);
    expect(await toldTo('bob')).toMatchObject({ registered: { formerAuthorKeys } });
    const { sealedPrivateKey, ...former } = first;
    expect(JSON.stringify(await stored())).not.toContain(JSON.parse(sealedPrivateKey).data);
    expect((await record()).formerAuthorKeys).toEqual([{ ...former, registeredAt: TIME }]);
  });

  it('keeps the newest of the former keys, and no more than some', async () => {
    const keys: string[] = [];
    for (let identity = 0; identity < MOST_FORMER_KEYS + 3; identity++) {
      const account = randomUUID();
      await startOver(account);
      const request = registrationOf(newAuthorKey(), subject, { account });
      expect((await register(request)).statusCode).toBe(200);
      keys.unshift(request.authorKey);
    }
    const { formerAuthorKeys = [] } = await record();
    expect(formerAuthorKeys.map(({ authorKey }) => authorKey)).toEqual(keys.slice(1, MOST_FORMER_KEYS + 1));
  });

  it.each<[string, (claim: RegisterAuthorKeyRequest) => object]>([
    ['of somebody else', () => registrationOf(newAuthorKey(), 'mallory')],
    [
      'with a signature of another key',
      ({ signature }) => ({ ...registrationOf(newAuthorKey(), subject), signature }),
    ],
    ['bound to another signature chain', (request) => ({ ...request, sigchainHash: 'b2'.repeat(32) })],
    [
      'signed as a message',
      (request) => {
        const pair = newAuthorKey();
        const { sigchainHash } = request;
        const text = JSON.stringify({ authorKey: pair.authorKey, sigchainHash, userId: subject, v: 1 });
        return { ...request, ...signText(pair, 'message', text), text: undefined, authorKey: pair.authorKey };
      },
    ],
    // The neutral element: every text is signed by it with this signature, for whoever verifies by ZIP 215.
    ['of small order', (request) => ({ ...request, authorKey: encoded(1), signature: encoded(1, 64) })],
    ['that is no point of the curve', (request) => ({ ...request, authorKey: encoded(2) })],
  ])('takes no key %s', async (_, forge) => {
    const request = forge(registrationOf(newAuthorKey(), subject));
    expect(typeOf(await register(request))).toEqual([422, 'AUTHOR_KEY_NOT_PROVEN']);
    expect(await record()).not.toHaveProperty('authorKey');
  });

  it.each<[string, object]>([
    ['authorKey', { authorKey: 'A'.repeat(44) }],
    ['authorKey', { authorKey: `${'A'.repeat(42)}B` }],
    ['signature', { signature: 'A'.repeat(85) }],
    ['sigchainHash', { sigchainHash: 'A1'.repeat(32) }],
    ['account', { account: ACCOUNT.toUpperCase() }],
    ['sealedPrivateKey', { sealedPrivateKey: 'the private half itself' }],
    ['sealedPrivateKey', { sealedPrivateKey: encryptedText(undefined, 100) }],
    ['privateKey', { privateKey: 'x' }],
  ])('refuses a wrong %s before it looks at anybody', async (field, wrong) => {
    const none = { find: () => Promise.reject(new Error('looked')), keepAuthorKey: users.keepAuthorKey };
    const reply = await register({ ...registrationOf(newAuthorKey(), subject), ...wrong }, none);
    expect(typeOf(reply)).toEqual([400, 'INVALID_REQUEST']);
    expect(reply.body).toMatchObject({ error: { message: expect.stringContaining(field) } });
  });
});

/** Bytes of which only the first is not zero. */
const encoded = (first: number, length = 32) => toBase64Url(new Uint8Array(length).fill(first, 0, 1));

describe('GET /users/{userId}/sigchain-hash', () => {
  it('tells the public half to those who share a channel with its owner, and to nobody else', async () => {
    const request = registrationOf(newAuthorKey(), subject);
    await register(request);
    const { authorKey, sigchainHash, signature } = request;
    const registered = {
      sigchainHash,
      registeredAt: TIME,
      author: { authorKey, sigchainHash, signature },
    };
    expect(await toldTo('bob')).toEqual({ registered });
    expect(await toldTo(subject)).toEqual({ registered });
    shares = false;
    expect(await toldTo('mallory')).toEqual({ registered: null });
  });

  it('tells the hash of the identity that is the person’s now, and of none that they had before', async () => {
    const { enrolledAt: _, ...reset } = await record();
    await put(reset); // as an operator does it
    expect(await toldTo('bob')).toEqual({ registered: null });
    await startOver(OTHER_ACCOUNT);
    await change((user) => ({ ...user, enrolledAt: TIME }));
    expect(await toldTo('bob')).toEqual({ registered: null });
    expect(await me()).not.toHaveProperty('sigchainHash'); // so that the next device says it
    await enroll({ account: OTHER_ACCOUNT });
    expect(await toldTo('bob')).toEqual({ registered: null });
    const sigchainHash = 'b2'.repeat(32);
    await enroll({ account: OTHER_ACCOUNT, sigchainHash });
    expect(await toldTo('bob')).toEqual({ registered: { sigchainHash, registeredAt: TIME } });
    expect(await me()).toMatchObject({ sigchainHash });
  });

  it('tells the author key also where no hash is registered', async () => {
    const { sigchain: _, ...user } = await record();
    await put(user);
    const request = registrationOf(newAuthorKey(), subject);
    await register(request);
    const { authorKey, sigchainHash, signature } = request;
    const registered = { author: { authorKey, sigchainHash, signature } };
    expect(await toldTo('bob')).toEqual({ registered });
  });
});
