import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { createHandler as acceptHandler } from '../../../functions/accept-invitation/handler.ts';
import { createHandler as addMemberHandler } from '../../../functions/add-member/handler.ts';
import { createHandler as blockHandler } from '../../../functions/block-peer/handler.ts';
import { createHandler as blocksHandler } from '../../../functions/blocks/handler.ts';
import { createHandler as createChannelHandler } from '../../../functions/create-channel/handler.ts';
import { createHandler as encryptionSessionHandler } from '../../../functions/encryption-session/handler.ts';
import { createHandler as memberKeysHandler } from '../../../functions/member-keys/handler.ts';
import { createHandler as registerHandler } from '../../../functions/register-encryption-session/handler.ts';
import { createHandler as removeMemberHandler } from '../../../functions/remove-member/handler.ts';
import { createHandler as sigchainHashHandler } from '../../../functions/sigchain-hash/handler.ts';
import { createHandler as startPairHandler } from '../../../functions/start-pair/handler.ts';
import { createHandler as unblockHandler } from '../../../functions/unblock-peer/handler.ts';
import { startStream } from '../../../local/stream/start-stream.ts';
import { createDynamoDbChannels } from '../../../shared/adapters/dynamodb-channels.ts';
import { createDynamoDbErasures } from '../../../shared/adapters/dynamodb-erasures.ts';
import { createDynamoDbPeers } from '../../../shared/adapters/dynamodb-peers.ts';
import { createDynamoDbSeats } from '../../../shared/adapters/dynamodb-seats.ts';
import { createDynamoDbUsers } from '../../../shared/adapters/dynamodb-users.ts';
import { pairHash } from '../../../shared/adapters/pair-hash.ts';
import { createStreamChannels } from '../../../shared/adapters/stream-channels.ts';
import { createStreamClient } from '../../../shared/adapters/stream-client.ts';
import { errorBody } from '../../../shared/contract/error-body.ts';
import { partsOf } from '../../../shared/contract/parts-of.ts';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { pairNameOf } from '../../../shared/domain/start-pair.ts';
import { aroundCalls } from '../../support/around-calls.ts';
import { call, type Reply } from '../../support/call.ts';
import { encryptedText } from '../../support/encrypted-text.ts';
import { enrollUser } from '../../support/enrolled.ts';
import { openGuard } from '../../support/guard.ts';
import { held, streamSecret } from '../../support/secrets.ts';
import { startTables } from '../../support/tables.ts';

const { apiKey, apiSecret } = streamSecret;
const [CHANNELS, USERS] = ['channels', 'users'];
const READS = ['get', 'query', 'batchGet'];

let tables: Awaited<ReturnType<typeof startTables>>;
let stream: Awaited<ReturnType<typeof startStream>>;
let handlers: ReturnType<typeof createHandlers>;
let server: StreamChat;
/** Who asked for the keys of members, and how many times that was counted. */
const counted: [subject: string, calls: number][] = [];
let keysLeft = Number.POSITIVE_INFINITY;
const takeCall = (subject: string, calls = 1) => {
  counted.push([subject, calls]);
  if (calls > keysLeft) return { taken: false as const, retryAfterSeconds: 7 };
  keysLeft -= calls;
  return { taken: true as const };
};
/** The calls that a function made: to Stream, and reads and writes of DynamoDB. */
const trips = { stream: 0, reads: 0, writes: 0 };
let run = 0;
let [alice, bob, mallory] = ['', '', ''];

const createHandlers = () => {
  const secret = held(streamSecret);
  const client = createStreamClient({ url: stream.url, secret, patienceMs: 0, deadlineMs: 30_000 });
  const registry = createDynamoDbChannels(tables.db, CHANNELS);
  const deps = {
    guard: openGuard,
    registry,
    channels: createStreamChannels((asked) => {
      trips.stream += 1;
      return client(asked);
    }),
    peers: createDynamoDbPeers(tables.db, USERS),
    seats: createDynamoDbSeats(tables.db, CHANNELS),
    users: createDynamoDbUsers(tables.db, USERS),
    encryptedChannelTypes: ['messaging'],
    allowed: 'anyMember' as const,
    rekeyBy: 'anyMember' as const,
    hash: pairHash,
    takeEpoch: async () => ({ taken: true as const }),
    newAttemptId: randomUUID,
    now: () => new Date('2026-11-22T10:00:00.000Z'),
  };
  return {
    createChannel: createChannelHandler(deps),
    startPair: startPairHandler(deps),
    accept: acceptHandler(deps),
    block: blockHandler(deps),
    unblock: unblockHandler(deps),
    blocks: blocksHandler(deps),
    addMember: addMemberHandler(deps),
    removeMember: removeMemberHandler({ ...deps, allowed: 'owner' }),
    encryptionSession: encryptionSessionHandler(deps),
    register: registerHandler(deps),
    sigchainHash: sigchainHashHandler(deps),
    memberKeys: memberKeysHandler({ ...deps, guard: { ...openGuard, takeCall } }),
  };
};

beforeAll(async () => {
  [tables, stream] = await Promise.all([
    startTables(CHANNELS, USERS),
    startStream({ port: 0, apiKey, apiSecret, rateLimits: 'off' }), // the tests do at once what takes people an hour
  ]);
  aroundCalls(tables.db, (call, _, go) => {
    trips[READS.includes(call) ? 'reads' : 'writes'] += 1;
    return go();
  });
  server = new StreamChat(apiKey, apiSecret, { baseURL: stream.url });
  handlers = createHandlers();
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => Promise.all([tables.close(), stream.close()]));
beforeEach(async () => {
  run += 1;
  [alice, bob, mallory] = [`alice${run}`, `bob${run}`, `mallory${run}`];
  await server.upsertUsers([SERVICE_USER_ID, alice, bob, mallory].map((id) => ({ id })));
  stream.faults.set({ requests: [], memberFields: 'kept' });
});

const errorOf = ({ statusCode, body }: Reply) => [statusCode, errorBody.parse(body).error.type];
const pairOf = (one: string, other: string) => pairNameOf(pairHash, 'messaging', [one, other]);
const start = (subject: string, userId: string) =>
  call(handlers.startPair, { subject, path: { channelType: 'messaging', userId } });
const accept = (subject: string, channelId: string) =>
  call(handlers.accept, { subject, path: { channelType: 'messaging', channelId } });
const create = (subject: string, channelId: string, members: string[]) =>
  call(handlers.createChannel, { subject, body: { channelType: 'messaging', channelId, members } });
const member = (verb: 'addMember' | 'removeMember', subject: string, channelId: string, userId: string) =>
  call(handlers[verb], { subject, path: { channelType: 'messaging', channelId, userId } });
const block = (verb: 'block' | 'unblock', subject: string, userId: string) =>
  call(handlers[verb], { subject, path: { userId } });
const crowdOf = async (size: number, name: string): Promise<string[]> => {
  const people = Array.from({ length: size }, (_, index) => `${name}-${index}`);
  for (const some of partsOf(people, 100)) await server.upsertUsers(some.map((id) => ({ id })));
  return people;
};
const memberKeys = (subject: string, channelId: string, userIds: string[]) =>
  call(handlers.memberKeys, { subject, path: { channelType: 'messaging', channelId }, body: { userIds } });
const stored = (channelId: string) => stream.listChannels().find(({ id }) => id === channelId);
const marksIn = (channelId: string) =>
  Object.fromEntries(
    (stored(channelId)?.members ?? []).map(({ userId, custom }) => [userId, custom.invited_by]),
  );

describe.each(['kept', 'dropped'] as const)('with fields of members %s by Stream', (memberFields) => {
  beforeEach(() => void stream.faults.set({ memberFields }));

  it('a stranger is put in as an invitation, by every way, and accepts it once', async () => {
    const group = `g-${run}`;
    const { channelId } = pairOf(mallory, bob);
    expect(await start(mallory, bob)).toMatchObject({ statusCode: 201, body: { kind: 'pair' } });
    expect(await start(mallory, bob)).toMatchObject({ statusCode: 200, body: { createdBy: mallory } });
    await create(mallory, group, [bob]);
    await member('addMember', mallory, group, alice);
    expect(marksIn(channelId)).toEqual({ [mallory]: undefined, [bob]: mallory });
    expect(marksIn(group)).toEqual({ [mallory]: undefined, [bob]: mallory, [alice]: mallory });
    for (let time = 0; time < 2; time += 1)
      expect(await accept(bob, group)).toMatchObject({ statusCode: 200, body: { isMember: true } });
    expect(marksIn(group)[bob]).toBeUndefined();
    await create(mallory, `${group}-2`, [bob, alice]);
    expect(marksIn(`${group}-2`)).toEqual({ [mallory]: undefined, [bob]: undefined, [alice]: mallory });
    expect(errorOf(await accept(alice, channelId))).toEqual([403, 'NOT_A_MEMBER']);
    expect(stored(group)?.custom).toMatchObject({ kind: 'group' });
  });

  it('both who start at once, on many devices, land in one channel without invitation', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => start(alice, bob)),
      ...Array.from({ length: 6 }, () => start(bob, alice)),
    ]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const { channelId } = pairOf(alice, bob);
    expect(marksIn(channelId)).toEqual({ [alice]: undefined, [bob]: undefined });
  });
});

describe('the routes', () => {
  it('block, list and take back', async () => {
    const blocked = { userId: mallory, since: '2026-11-22T10:00:00.000Z' };
    await start(mallory, alice);
    expect(await block('block', alice, mallory)).toMatchObject({
      statusCode: 200,
      body: { ...blocked, isBlocked: true },
    });
    expect(Object.keys(marksIn(pairOf(mallory, alice).channelId))).toEqual([mallory]);
    expect((await call(handlers.blocks, { subject: alice })).body).toEqual({ blocked: [blocked] });
    expect(errorOf(await start(mallory, alice))).toEqual([403, 'INVITATION_REFUSED']);
    expect(errorOf(await start(alice, mallory))).toEqual([409, 'PEER_IS_BLOCKED']);
    expect((await block('unblock', alice, mallory)).body).toEqual({ userId: mallory, isBlocked: false });
    expect((await start(mallory, alice)).statusCode).toBe(200);
  });

  it('know no service user as a person, and keep the ids of pairs for pairs', async () => {
    const replies = [
      await start(alice, SERVICE_USER_ID),
      await create(alice, `s-${run}`, [SERVICE_USER_ID]),
      await block('block', alice, SERVICE_USER_ID),
      await member('addMember', alice, `s-${run}`, SERVICE_USER_ID),
      await start(alice, alice),
      await block('block', alice, alice),
      await create(alice, pairOf(alice, bob).channelId, [bob]),
      await create(alice, 'pair-', [bob]),
    ];
    for (const reply of replies) expect(errorOf(reply)).toEqual([400, 'INVALID_REQUEST']);
    expect(stored(`s-${run}`)).toBeUndefined();
  });

  it('leave no channel id to whom Stream refused it', async () => {
    const id = `lobby-${run}`;
    expect(errorOf(await create(mallory, id, ['ghost']))).toEqual([404, 'MEMBER_NOT_FOUND']);
    stream.faults.set({ requests: [{ path: '/query', status: 429, code: 9 }] });
    expect(errorOf(await create(mallory, id, []))).toEqual([502, 'STREAM_UNAVAILABLE']);
    expect(await create(alice, id, [])).toMatchObject({ statusCode: 201, body: { createdBy: alice } });
  });

  it('are put in a hundred at a time, each as an invitation, and what broke off is made up for', async () => {
    const id = `large-${run}`;
    const people = await crowdOf(249, id);
    expect(errorOf(await create(alice, id, [...people, 'nobody-at-all']))).toEqual([404, 'MEMBER_NOT_FOUND']);
    expect(stored(id)).toBeUndefined();
    const made = { path: `${id}/query` };
    stream.faults.set({ requests: [made, { path: id, status: 500, times: 9 }] });
    expect((await create(alice, id, people)).statusCode).toBe(502);
    stream.faults.set({ requests: [] });
    expect(stored(id)?.members).toHaveLength(100);
    Object.assign(trips, { stream: 0, reads: 0, writes: 0 });
    expect((await create(alice, id, people)).statusCode).toBe(200);
    expect(Object.values(marksIn(id)).filter((by) => by === alice)).toHaveLength(249);
    expect(await accept(people[248] ?? '', id)).toMatchObject({ statusCode: 200 });
    expect((await member('addMember', people[248] ?? '', id, bob)).statusCode).toBe(200);
    expect(stored(id)?.members).toHaveLength(251);
  });

  it('take six who are added at once to 998 up to a thousand, and nobody more', async () => {
    const id = `crowd-${run}`;
    const people = await crowdOf(1_003, id);
    const data = { members: [alice, ...people.slice(0, 997)], created_by_id: alice };
    await server.channel('messaging', id, data).create();
    expect(stored(id)?.members).toHaveLength(998);
    const replies = await Promise.all(people.slice(997).map((name) => member('addMember', alice, id, name)));
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(2);
    for (const reply of replies.filter(({ statusCode }) => statusCode !== 200))
      expect(errorOf(reply)).toEqual([409, 'TOO_MANY_MEMBERS']);
    expect(stored(id)?.members).toHaveLength(1_000);
  });

  it('keep no statement that is longer than a channel of so many can need', async () => {
    const id = `small-${run}`;
    await create(alice, id, [bob]);
    const encryptionSessionId = randomUUID();
    const register = (blocks: number) => {
      const body = { encryptionSessionId, welcome: encryptedText(encryptionSessionId, blocks) };
      return call(handlers.register, {
        subject: alice,
        path: { channelType: 'messaging', channelId: id },
        body,
      });
    };
    expect(errorOf(await register(1_700))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect((await register(1_400)).statusCode).toBe(200);
  });

  it('leave removing others to the owner', async () => {
    const id = `group-${run}`;
    await create(alice, id, [bob, mallory]);
    for (const other of [alice, bob])
      expect(errorOf(await member('removeMember', mallory, id, other))).toEqual([
        403,
        'MEMBER_CHANGE_NOT_ALLOWED',
      ]);
    expect(stored(id)?.members).toHaveLength(3);
    expect((await member('removeMember', alice, id, mallory)).statusCode).toBe(200);
  });
});

describe('the keys of the members of a channel', () => {
  const HASH = 'a1'.repeat(32);
  const AT = '2026-11-22T10:00:00.000Z';
  beforeEach(async () => {
    counted.length = 0;
    keysLeft = Number.POSITIVE_INFINITY;
    const users = createDynamoDbUsers(tables.db, USERS);
    for (const id of [bob, mallory]) {
      await users.claim({ id, sealedTwoManRuleKey: 'sealed', createdAt: '' });
      await enrollUser(users, id, AT, HASH);
    }
    await create(alice, `keys-${run}`, [bob]);
    Object.assign(trips, { stream: 0, reads: 0, writes: 0 });
  });
  const told = (userId: string) => ({ userId, sigchainHash: HASH, registeredAt: AT });

  it('are told to members, of members alone, each once, in one call of Stream and one read', async () => {
    const asked = [bob, mallory, alice, 'nobody-at-all', bob];
    const answer = await memberKeys(alice, `keys-${run}`, asked);
    expect(answer).toMatchObject({ statusCode: 200, body: { registered: [told(bob)] } });
    expect(trips).toEqual({ stream: 1, reads: 1, writes: 0 });
    expect((await memberKeys(bob, `keys-${run}`, [bob])).body).toEqual({ registered: [told(bob)] });
    expect((await memberKeys(bob, `keys-${run}`, [alice])).body).toEqual({ registered: [] });
  });

  it('are counted for each who is asked about, ten at least, before anything is looked up', async () => {
    const crowd = Array.from({ length: 100 }, (_, n) => `one-of-${n}`);
    await memberKeys(alice, `keys-${run}`, crowd);
    await memberKeys(alice, `keys-${run}`, [bob]);
    expect(counted).toEqual([1, 99, 1, 9].map((calls) => [alice, calls]));
    Object.assign(trips, { stream: 0, reads: 0, writes: 0 });
    keysLeft = 99;
    const refused = await memberKeys(alice, `keys-${run}`, crowd);
    expect([...errorOf(refused), trips.stream]).toEqual([429, 'RATE_LIMITED', 0]);
    expect(errorOf(await memberKeys(alice, `keys-${run}`, [...crowd, bob]))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });
});

describe('a stranger learns nothing', () => {
  /** Answers without what differs in every call, and how many calls each took. */
  const seenBy = async (act: () => Promise<Reply>) => {
    Object.assign(trips, { stream: 0, reads: 0, writes: 0 });
    const { statusCode, body } = await act();
    return { statusCode, body, ...trips };
  };

  it('of who has signed up, from a hash of a signature chain', async () => {
    const users = createDynamoDbUsers(tables.db, USERS);
    await users.claim({ id: bob, sealedTwoManRuleKey: 'sealed', createdAt: '' });
    await enrollUser(users, bob, '2026-11-22T10:00:00.000Z', 'a1'.repeat(32));
    const asked = (userId: string) =>
      seenBy(() => call(handlers.sigchainHash, { subject: mallory, path: { userId } }));
    const known = await asked(bob);
    const nothing = { statusCode: 200, body: { registered: null } };
    expect(known).toEqual({ ...nothing, stream: 1, reads: 0, writes: 0 });
    for (const other of [alice, 'nobody-at-all']) expect(await asked(other)).toEqual(known);
  });

  it('of who has blocked whom, from a block', async () => {
    const withoutNames = ({ body, ...seen }: Awaited<ReturnType<typeof seenBy>>) => ({
      ...seen,
      body: { ...(body as object), userId: '' },
    });
    const known = await seenBy(() => block('block', mallory, bob));
    expect(withoutNames(await seenBy(() => block('block', mallory, 'nobody-at-all')))).toEqual(
      withoutNames(known),
    );
  });

  it('of an erasure that waits, from any route that names another', async () => {
    const users = createDynamoDbUsers(tables.db, USERS);
    await users.claim({ id: bob, sealedTwoManRuleKey: 'sealed', createdAt: '' });
    const at = '2026-11-22T10:00:00.000Z';
    const request = { receiptId: randomUUID(), requestedAt: at, dueAt: '2026-11-29T10:00:00.000Z' };
    await createDynamoDbErasures(tables.db, USERS).schedule({ userId: bob, ...request });
    const id = `with-bob-${run}`;
    const path = { channelType: 'messaging', channelId: id };
    const asked = [
      () => create(alice, id, [bob]),
      () => start(alice, bob),
      () => call(handlers.register, { subject: alice, path, body: { encryptionSessionId: randomUUID() } }),
      () => call(handlers.encryptionSession, { subject: alice, path }),
      () => call(handlers.sigchainHash, { subject: alice, path: { userId: bob } }),
      () => memberKeys(alice, id, [bob]),
      () => member('removeMember', alice, id, bob),
      () => member('addMember', alice, id, bob),
      () => block('block', alice, bob),
      () => call(handlers.blocks, { subject: alice }),
      () => block('unblock', alice, bob),
    ];
    for (const act of asked) {
      const { statusCode, body } = await act();
      expect(statusCode).toBeLessThan(300);
      expect(JSON.stringify(body)).not.toMatch(/ERASURE|ERASED|dueAt|2026-11-29/);
    }
  });

  it('of members of a channel, from its id', async () => {
    const id = `secret-${run}`;
    await create(alice, id, [bob]);
    const asked = [
      () => member('addMember', mallory, id, bob),
      () => member('addMember', mallory, id, 'nobody-at-all'),
      () => member('removeMember', mallory, id, bob),
      () => accept(mallory, id),
      () => memberKeys(mallory, id, [bob, mallory]),
      () =>
        call(handlers.encryptionSession, {
          subject: mallory,
          path: { channelType: 'messaging', channelId: id },
        }),
    ];
    for (const act of asked) {
      const there = await act();
      expect(errorOf(there)).toEqual([403, 'NOT_A_MEMBER']);
    }
  });
});

describe('round trips', () => {
  const tripsOf = async (act: () => Promise<Reply>) => {
    Object.assign(trips, { stream: 0, reads: 0, writes: 0 });
    expect((await act()).statusCode).toBeLessThan(300);
    return [trips.stream, trips.reads, trips.writes];
  };

  it('are as many as they need to be: at Stream, reads and writes of the tables', async () => {
    const id = `trips-${run}`;
    const path = { channelType: 'messaging', channelId: id };
    const body = { encryptionSessionId: randomUUID() };
    const table: [string, () => Promise<Reply>, number[]][] = [
      ['a pair made', () => start(alice, bob), [2, 3, 3]],
      ['a pair found', () => start(alice, bob), [1, 2, 0]],
      ['an invitation accepted', () => accept(bob, pairOf(alice, bob).channelId), [2, 0, 1]],
      ['that again', () => accept(bob, pairOf(alice, bob).channelId), [1, 0, 0]],
      ['a channel made', () => create(alice, id, [bob]), [3, 3, 2]],
      ['a channel found', () => create(alice, id, [bob]), [1, 1, 0]],
      ['a member added', () => member('addMember', alice, id, mallory), [2, 2, 1]],
      ['that again', () => member('addMember', alice, id, mallory), [1, 1, 0]],
      ['a member removed', () => member('removeMember', alice, id, mallory), [3, 1, 0]],
      ['that again', () => member('removeMember', alice, id, mallory), [2, 1, 0]],
      ['a first epoch', () => call(handlers.register, { subject: alice, path, body }), [2, 4, 1]],
      ['the epochs read', () => call(handlers.encryptionSession, { subject: bob, path }), [1, 1, 0]],
      ['that again', () => call(handlers.encryptionSession, { subject: bob, path }), [0, 1, 0]],
      ['a block', () => block('block', mallory, alice), [1, 0, 1]],
      ['that again', () => block('block', mallory, alice), [1, 1, 1]],
      ['the blocks', () => call(handlers.blocks, { subject: mallory }), [0, 1, 0]],
      ['a block taken back', () => block('unblock', mallory, alice), [0, 0, 1]],
    ];
    const seen = [];
    for (const [name, act] of table) seen.push([name, ...(await tripsOf(act))]);
    expect(seen).toEqual(table.map(([name, , counts]) => [name, ...counts]));
  });
});
