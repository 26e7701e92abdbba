import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { createHandler as addMemberHandler } from '../../../functions/add-member/handler.ts';
import { createHandler as createChannelHandler } from '../../../functions/create-channel/handler.ts';
import { createHandler as encryptionSessionHandler } from '../../../functions/encryption-session/handler.ts';
import { createHandler as registerHandler } from '../../../functions/register-encryption-session/handler.ts';
import { createHandler as removeMemberHandler } from '../../../functions/remove-member/handler.ts';
import { createHandler as sigchainHashHandler } from '../../../functions/sigchain-hash/handler.ts';
import { startStream } from '../../../local/stream/start-stream.ts';
import { createDynamoDbChannels } from '../../../shared/adapters/dynamodb-channels.ts';
import { createDynamoDbPeers } from '../../../shared/adapters/dynamodb-peers.ts';
import { createDynamoDbSeats } from '../../../shared/adapters/dynamodb-seats.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { pairHash } from '../../../shared/adapters/pair-hash.ts';
import { createStreamChannels } from '../../../shared/adapters/stream-channels.ts';
import { createStreamClient } from '../../../shared/adapters/stream-client.ts';
import type { Epoch } from '../../../shared/contract/encryption-session.ts';
import { errorBody } from '../../../shared/contract/error-body.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { call, type Reply } from '../../support/call.ts';
import { encryptedText } from '../../support/encrypted-text.ts';
import { enrollUser } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';
import { held, streamSecret } from '../../support/secrets.ts';
import { startTables } from '../../support/tables.ts';

const { apiKey, apiSecret } = streamSecret;
const CHANNELS = 'channels';
const USERS = 'users';
/** A text of the largest size that the registry takes. */
const LARGEST_BLOCKS = 1497;

let tables: Awaited<ReturnType<typeof startTables>>;
let stream: Awaited<ReturnType<typeof startStream>>;
let handlers: ReturnType<typeof createHandlers>;
let server: StreamChat;
let channelId: string;

const createHandlers = () => {
  const deps = {
    guard: openGuard,
    registry: createDynamoDbChannels(tables.db, CHANNELS),
    channels: createStreamChannels(
      createStreamClient({ url: stream.url, secret: held(streamSecret), patienceMs: 0 }),
    ),
    encryptedChannelTypes: ['messaging'],
    allowed: 'anyMember' as const,
    peers: createDynamoDbPeers(tables.db, USERS),
    seats: createDynamoDbSeats(tables.db, CHANNELS),
    hash: pairHash,
    newAttemptId: randomUUID,
    users: createDynamoDbUsers(tables.db, USERS),
    rekeyBy: 'anyMember' as const,
    takeEpoch: async () => ({ taken: true as const }),
    now: () => new Date('2026-11-22T10:00:00.000Z'),
  };
  return {
    createChannel: createChannelHandler(deps),
    addMember: addMemberHandler(deps),
    removeMember: removeMemberHandler(deps),
    encryptionSession: encryptionSessionHandler(deps),
    registerEncryptionSession: registerHandler(deps),
    sigchainHash: sigchainHashHandler(deps),
  };
};

beforeAll(async () => {
  [tables, stream] = await Promise.all([
    startTables(CHANNELS, USERS),
    startStream({ port: 0, apiKey, apiSecret, rateLimits: 'off' }), // the tests do at once what takes people an hour
  ]);
  server = new StreamChat(apiKey, apiSecret, { baseURL: stream.url });
  await server.upsertUsers([SERVICE_USER_ID, 'alice', 'bob', 'carol'].map((id) => ({ id })));
  handlers = createHandlers();
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => Promise.all([tables.close(), stream.close()]));
beforeEach(() => {
  channelId = `c-${randomUUID()}`;
  stream.faults.set({ requests: [], rateLimits: 'off' });
});

const params = (more: Record<string, string> = {}) => ({ channelType: 'messaging', channelId, ...more });
const errorOf = ({ statusCode, body }: Reply) => {
  const { type, message } = errorBody.parse(body).error;
  return { statusCode, type, message };
};
const typeOf = (reply: Reply) => errorOf(reply).type;

const create = (subject: string, members: string[], more = {}) =>
  call(handlers.createChannel, { subject, body: { ...params(), members, ...more } });
const register = (subject: string, body: object) =>
  call(handlers.registerEncryptionSession, { subject, path: params(), body });
const read = (subject: string, query?: Record<string, string>) =>
  call(handlers.encryptionSession, { subject, path: params(), ...(query && { query }) });
const member = (verb: 'addMember' | 'removeMember', subject: string, userId: string) =>
  call(handlers[verb], { subject, path: params({ userId }) });
const stored = () => stream.listChannels().find(({ id }) => id === channelId);

describe('POST /channels', () => {
  it('makes, then finds', async () => {
    const made = await create('alice', ['bob'], { history: 'whole' });
    expect(made).toMatchObject({
      statusCode: 201,
      body: { cid: `messaging:${channelId}`, createdBy: 'alice', history: 'whole' },
    });
    expect(made.body).not.toHaveProperty('members');
    expect(await create('bob', ['carol'])).toMatchObject({ statusCode: 200, body: made.body });
    expect(stored()?.members.map(({ userId }) => userId)).toEqual(['alice', 'bob']);
    expect(errorOf(await create('carol', []))).toMatchObject({ statusCode: 403, type: 'NOT_A_MEMBER' });
  });

  it('refuses what the contract does not know, and makes nothing', async () => {
    expect(errorOf(await create('alice', [], { session_id: 'x' })).message).toBe('session_id: unknown field');
    for (const odd of ['x'.repeat(41), 'two words', 'ü'])
      expect(errorOf(await create('alice', [], { [odd]: 1 })).message).toBe('a field: unknown field');
    expect(errorOf(await create('alice', [], { history: 'x' })).message).toMatch(/^history: /);
    expect(errorOf(await create('alice', ['not a user'])).message).toBe('members.0: must be a chat user id');
    expect(errorOf(await create('alice', [], { channelType: 'livestream' })).message).toBe(
      'channelType: not an encrypted channel type',
    );
    expect(errorOf(await create('alice', [], { channelId: '!members-x' })).message).toMatch(/^channelId: /);
    expect(errorOf(await create('alice', Array(1_000).fill('bob'))).message).toMatch(/^members: /);
    expect(errorOf(await create('alice', ['ghost']))).toMatchObject({
      statusCode: 404,
      type: 'MEMBER_NOT_FOUND',
    });
    expect(stored()).toBeUndefined();
  });
});

describe('too much asked of Stream', () => {
  it('is said with the time to wait, and nothing is made or changed', async () => {
    await create('alice', ['bob']);
    stream.faults.set({ rateLimits: { endpoints: { QueryChannels: 1 } } });
    await server.queryChannelsRequest({ type: 'messaging' }, [], { limit: 1 });
    const refused = await member('addMember', 'alice', 'carol');
    expect(errorOf(refused)).toEqual({
      statusCode: 502,
      type: 'STREAM_UNAVAILABLE',
      message: 'Stream does not answer at the moment. Try again.',
    });
    const seconds = Number(refused.headers?.['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(stored()?.members).toHaveLength(2);
  });
});

describe('PUT and DELETE on a member', () => {
  beforeEach(() => create('alice', ['bob']));

  it('change who is in the channel', async () => {
    const answer = { cid: `messaging:${channelId}`, userId: 'carol' };
    expect(typeOf(await member('addMember', 'bob', 'carol'))).toBe('MEMBER_CHANGE_NOT_ALLOWED'); // an invitation yet
    expect(await member('addMember', 'alice', 'carol')).toMatchObject({
      statusCode: 200,
      body: { ...answer, isMember: true },
    });
    expect(stored()?.members).toHaveLength(3);
    expect(await member('removeMember', 'alice', 'carol')).toMatchObject({
      statusCode: 200,
      body: { ...answer, isMember: false },
    });
    expect(stored()?.members).toHaveLength(2);
    expect(typeOf(await member('addMember', 'carol', 'carol'))).toBe('NOT_A_MEMBER');
    expect(typeOf(await member('addMember', 'alice', 'ghost'))).toBe('MEMBER_NOT_FOUND');
  });

  it('take no body', async () => {
    const reply = await call(handlers.addMember, {
      subject: 'alice',
      path: params({ userId: 'carol' }),
      body: { channel_role: 'channel_moderator' },
    });
    expect(errorOf(reply).message).toBe('channel_role: unknown field');
  });
});

describe('the encryption session of a channel', () => {
  beforeEach(() => create('alice', ['bob']));

  it('is registered, answered to whoever comes late, listed, and named in the channel', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    expect(await read('alice')).toMatchObject({ statusCode: 200, body: { current: null, epochs: [] } });
    const first = await register('alice', { encryptionSessionId: one, welcome: encryptedText(one) });
    expect(first).toMatchObject({ statusCode: 200, body: { epoch: 1, createdBy: 'alice' } });
    expect((await register('bob', { encryptionSessionId: two })).body).toEqual(first.body);
    const second = await register('bob', {
      encryptionSessionId: two,
      previousEncryptionSessionId: one,
      welcome: encryptedText(two, LARGEST_BLOCKS),
      announcement: encryptedText(one, LARGEST_BLOCKS),
    });
    expect(second).toMatchObject({ statusCode: 200, body: { epoch: 2, encryptionSessionId: two } });
    const [current, both] = [second.body as Epoch, [first.body, second.body]];
    expect((await read('alice')).body).toEqual({ current, epochs: both });
    expect((await read('alice', { after: '1' })).body).toEqual({ current, epochs: [current] });
    expect(stored()?.custom).toMatchObject({ session_id: two, session_epoch: 2 });
  });

  it('is not for others', async () => {
    const body = { encryptionSessionId: randomUUID() };
    for (const reply of [await register('carol', body), await read('carol')])
      expect(errorOf(reply)).toMatchObject({ statusCode: 403, type: 'NOT_A_MEMBER' });
    channelId = `c-${randomUUID()}`;
    for (const reply of [await register('alice', body), await read('alice')])
      expect(errorOf(reply)).toMatchObject({ statusCode: 403, type: 'NOT_A_MEMBER' });
  });

  it('is registered with texts of the one form only', async () => {
    const [encryptionSessionId, other] = [randomUUID(), randomUUID()];
    const refused = async (more: object) =>
      errorOf(await register('alice', { encryptionSessionId, ...more })).message;
    expect(await refused({ welcome: 'in the clear' })).toMatch(/^welcome: /);
    expect(await refused({ welcome: encryptedText(other) })).toBe(
      'welcome: must be encrypted in the new session',
    );
    expect(await refused({ welcome: encryptedText(encryptionSessionId, 8_000) })).toMatch(/^welcome: /);
    expect(await refused({ announcement: encryptedText(other) })).toMatch(/^announcement: /);
    expect(await refused({ previousEncryptionSessionId: 'x' })).toMatch(/^previousEncryptionSessionId: /);
    expect(await refused({ members: ['alice'] })).toBe('members: unknown field');
    expect(errorOf(await register('alice', {})).message).toMatch(/^encryptionSessionId: /);
    expect((await read('alice')).body).toEqual({ current: null, epochs: [] });
  });

  it.each([{ after: '-1' }, { after: '1e3' }, { after: '' }, { after: '0', before: '1' }, { after: '1,2' }])(
    'is not read with the query %j',
    async (query) => {
      expect(typeOf(await read('alice', query as Record<string, string>))).toBe('INVALID_REQUEST');
    },
  );
});

describe('GET /users/{userId}/sigchain-hash', () => {
  const ask = (subject: string, userId: string) => call(handlers.sigchainHash, { subject, path: { userId } });
  const sigchainHash = 'a1'.repeat(32);

  it('answers those who share a channel', async () => {
    const users = createDynamoDbUsers(tables.db, USERS);
    await users.claim({ id: 'bob', sealedTwoManRuleKey: 'sealed', createdAt: '' });
    const nothing = { registered: null };
    expect(await ask('bob', 'bob')).toMatchObject({ statusCode: 200, body: nothing });
    await enrollUser(users, 'bob', '2026-11-22T10:00:00.000Z', sigchainHash);
    const answer = { registered: { sigchainHash, registeredAt: '2026-11-22T10:00:00.000Z' } };
    expect(await ask('bob', 'bob')).toMatchObject({ statusCode: 200, body: answer });
    expect((await ask('carol', 'bob')).body).toEqual(nothing);
    await create('carol', ['bob']);
    expect((await ask('carol', 'bob')).body).toEqual(answer);
    await member('removeMember', 'carol', 'carol');
    expect((await ask('carol', 'bob')).body).toEqual(nothing);
  });
});

describe('every endpoint of channels', () => {
  const session = () => ({ encryptionSessionId: randomUUID() });
  const requests = {
    createChannel: () => ({ body: { ...params(), members: ['bob'] } }),
    addMember: () => ({ path: params({ userId: 'carol' }) }),
    removeMember: () => ({ path: params({ userId: 'bob' }) }),
    encryptionSession: () => ({ path: params() }),
    registerEncryptionSession: () => ({ path: params(), body: session() }),
    sigchainHash: () => ({ path: { userId: 'bob' } }),
  };
  const names = Object.keys(requests) as (keyof typeof requests)[];

  it.each(names)('%s has no caller without a subject', async (name) => {
    const reply = await call(handlers[name], { subject: null, ...requests[name]() });
    expect(errorOf(reply)).toMatchObject({ statusCode: 401, type: 'UNAUTHENTICATED' });
  });

  it.each(names)('%s says that Stream is down, and nothing Stream said', async (name) => {
    await create('alice', ['bob']);
    stream.faults.set({ requests: [{ path: '/channels', status: 500, code: -1, times: 10 }] });
    const reply = await call(handlers[name], { subject: 'alice', ...requests[name]() });
    expect(errorOf(reply)).toMatchObject({ statusCode: 502, type: 'STREAM_UNAVAILABLE' });
    expect(JSON.stringify(reply)).not.toMatch(/StreamChat|failed with/);
    expect(routes[name].errors as readonly string[]).toContain('STREAM_UNAVAILABLE');
  });

  it.each(names)('%s takes no query it does not know', async (name) => {
    const reply = await call(handlers[name], {
      subject: 'alice',
      ...requests[name](),
      query: { user_id: 'eve' },
    });
    expect(errorOf(reply)).toMatchObject({ statusCode: 400, message: 'user_id: unknown field' });
  });

  it.each(['createChannel', 'addMember', 'removeMember', 'registerEncryptionSession'] as const)(
    '%s asks Stream anew whether the caller is a member; only reading may be some seconds behind',
    async (name) => {
      await create('alice', ['bob']);
      await register('alice', session());
      expect((await read('bob')).statusCode).toBe(200);
      await server.channel('messaging', channelId).removeMembers(['bob']);
      expect((await read('bob')).statusCode).toBe(200);
      const request = name === 'removeMember' ? { path: params({ userId: 'alice' }) } : requests[name]();
      expect(typeOf(await call(handlers[name], { subject: 'bob', ...request }))).toBe('NOT_A_MEMBER');
    },
  );

  it('encryptionSession asks Stream anew when it is told to', async () => {
    await create('alice', ['bob']);
    await register('alice', session());
    expect((await read('bob')).statusCode).toBe(200);
    await server.channel('messaging', channelId).removeMembers(['bob']);
    const request = { ...requests.encryptionSession(), query: { anew: 'true' } };
    expect(typeOf(await call(handlers.encryptionSession, { subject: 'bob', ...request }))).toBe(
      'NOT_A_MEMBER',
    );
  });

  const wrongPaths = [
    ['channelType', 'a:b'],
    ['channelType', ''],
    ['channelType', 'livestream'],
    ['channelId', '!members-x'],
    ['channelId', '../../token'],
    ['channelId', 'x'.repeat(65)],
    ['userId', 'not a user'],
    ['userId', 'x'.repeat(256)],
  ] as const;
  const inPaths = names.flatMap((name) =>
    wrongPaths
      .filter(([field]) => routes[name].path.includes(`{${field}}`))
      .map(([field, value]) => [name, field, value] as const),
  );

  it.each(inPaths)('%s names %s in its path, not its value', async (name, field, value) => {
    const request = requests[name]() as { path: Record<string, string> };
    const reply = await call(handlers[name], {
      subject: 'alice',
      ...request,
      path: { ...request.path, [field]: value },
    });
    const { statusCode, type, message } = errorOf(reply);
    expect([statusCode, type]).toEqual([400, 'INVALID_REQUEST']);
    expect(message.startsWith(`${field}: `)).toBe(true);
    if (value !== '') expect(message).not.toContain(value);
  });

  it('misses path parameters by name', async () => {
    expect(errorOf(await call(handlers.encryptionSession, { subject: 'alice' })).message).toBe(
      'channelType: must be of type string',
    );
  });
});
