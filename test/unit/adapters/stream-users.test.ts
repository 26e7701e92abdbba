import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { connectToStream } from '../../../client-example/secure-chat/src/stream/stream-connection.ts';
import { startStream } from '../../../local/stream/start-stream.ts';
import { createStreamChannels } from '../../../shared/adapters/stream-channels.ts';
import { createStreamClient } from '../../../shared/adapters/stream-client.ts';
import type { StreamServer } from '../../../shared/adapters/stream-server.ts';
import { createStreamTokenIssuer } from '../../../shared/adapters/stream-token.ts';
import { createStreamUsers } from '../../../shared/adapters/stream-users.ts';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import type { StreamUsers } from '../../../shared/domain/stream-users.ts';
import { held, streamSecret } from '../../support/secrets.ts';

const { apiKey, apiSecret } = streamSecret;
const unavailable = { name: 'AppError', type: 'STREAM_UNAVAILABLE' };

let service: Awaited<ReturnType<typeof startStream>>;
let server: StreamChat;
let users: StreamUsers;
let alice: string;
let run = 0;

beforeAll(async () => {
  service = await startStream({ port: 0, apiKey, apiSecret, rateLimits: 'off' }); // each test makes a person at once
  server = new StreamChat(apiKey, apiSecret, { baseURL: service.url });
  await server.upsertUsers([SERVICE_USER_ID, 'bob', 'carol'].map((id) => ({ id })));
});
afterAll(() => service.close());
beforeEach(async () => {
  run += 1;
  alice = `alice${run}`;
  await server.upsertUser({ id: alice });
  users = createStreamUsers(createStreamClient({ url: service.url, secret: held(streamSecret) }));
  service.faults.set({ requests: [] });
});

const asAlice = (token: string) =>
  fetch(`${service.url}/users?api_key=${apiKey}&payload={}`, {
    headers: { authorization: token, 'stream-auth-type': 'jwt' },
  }).then(({ status }) => status);
const failing = (path: string, fault: { status: number; code?: number }) =>
  service.faults.set({ requests: [{ path, ...fault, times: 2 }] });

describe("Stream's users by the vendor's server client", () => {
  it('have their tokens revoked that were made before, and no others', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 30_000);
    const madeAt = async (now: Date) => {
      const issue = createStreamTokenIssuer({
        secret: held(streamSecret),
        ttlSeconds: 3600,
        now: () => now,
      });
      return asAlice((await issue(alice)).accessToken);
    };
    const before = new Date(at.getTime() - 1);
    expect(await madeAt(before)).toBe(200);
    await users.revokeTokens(alice, at);
    expect(await madeAt(before)).toBe(401);
    expect(await madeAt(at)).toBe(200);
    expect(await madeAt(new Date())).toBe(200);
    await users.revokeTokens('nobody', at);
  });

  it('are taken in by Stream though our clock is four seconds ahead of it', async () => {
    const now = () => new Date(Date.now() + 4_000);
    const issue = createStreamTokenIssuer({ secret: held(streamSecret), ttlSeconds: 3600, now });
    expect(await asAlice((await issue(alice)).accessToken)).toBe(200);
    const ahead = Math.floor(Date.now() / 1000) + 2;
    expect(await asAlice(server.createToken(alice, undefined, ahead))).toBe(401);
  });

  it('come back by themselves right after their tokens were revoked', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000);
    const times = [new Date(at.getTime() - 1)]; // what it has was made before, so it asks for another
    let asked = 0;
    const issue = createStreamTokenIssuer({
      secret: held(streamSecret),
      ttlSeconds: 3600,
      now: () => times.shift() ?? new Date(),
    });
    const token = () => {
      asked += 1;
      return issue(alice);
    };
    await users.revokeTokens(alice, at);
    const device = new StreamChat(apiKey, { baseURL: service.url, allowServerSideConnect: true });
    await connectToStream(device, { token }, { insist: (call) => call() });
    expect(asked).toBe(2);
    expect(device.userID).toBe(alice);
    await device.disconnectUser();
  });

  it('are deleted for good, with what they own handed to the service user, once', async () => {
    const group = { channelType: 'messaging', channelId: `g${run}` };
    await server
      .channel('messaging', group.channelId, { members: [alice, 'bob', 'carol'], created_by_id: alice })
      .create();
    const upload = async (id: string) => {
      const user = { id } as Parameters<typeof server.uploadFile>[3];
      return (await server.uploadFile(Buffer.from('sealed'), 'a.bin', 'application/octet-stream', user)).file;
    };
    const [file, bobs] = [await upload(alice), await upload('bob')];
    expect((await fetch(file)).status).toBe(200);
    const task = await users.startDeletion(alice);
    expect(await users.deletionState(alice, task ?? '')).toBe('done');
    const stored = service.listChannels().find(({ id }) => id === group.channelId);
    expect(stored).toMatchObject({ createdById: SERVICE_USER_ID });
    expect(stored?.members.map(({ userId }) => userId)).toEqual(['bob', 'carol']);
    expect((await fetch(file)).ok).toBe(false);
    expect((await fetch(bobs)).status).toBe(200);
    expect(await users.startDeletion(alice)).toBeNull();
    await users.revokeTokens(alice, new Date());
    const channels = createStreamChannels(
      createStreamClient({ url: service.url, secret: held(streamSecret) }),
    );
    const pair = { channelType: 'messaging', channelId: `p${run}` };
    const withAlice = {
      members: [{ userId: 'bob' }, { userId: alice }],
      history: 'whole',
      kind: 'group',
    } as const;
    for (const late of [channels.addMembers(group, [{ userId: alice }]), channels.create(pair, withAlice)])
      await expect(late).rejects.toMatchObject({ type: 'MEMBER_NOT_FOUND' });
    expect(await users.isKnown(alice)).toBe(false);
  });

  it('say when a task is not known', async () => {
    expect(await users.deletionState(alice, 'none')).toBe('unknown');
  });

  it.each([
    ['PATCH', () => users.revokeTokens(alice, new Date()), '/users'],
    ['POST', () => users.startDeletion(alice), '/users/delete'],
    ['GET', () => users.deletionState(alice, 'none'), '/tasks'],
  ] as const)('are unavailable when Stream fails at %s', async (_, act, path) => {
    failing(path, { status: 500 });
    await expect(act()).rejects.toMatchObject(unavailable);
  });

  it('are not taken for gone because Stream refuses something else', async () => {
    for (const code of [4, 16]) {
      failing('/users/delete', { status: 400, code });
      await expect(users.startDeletion(alice)).rejects.toMatchObject(unavailable);
    }
    await server.deactivateUser(alice); // such are not listed unless asked for
    failing('/users/delete', { status: 400, code: 4 });
    await expect(users.startDeletion(alice)).rejects.toMatchObject(unavailable);
    failing('/users', { status: 429, code: 9 });
    await expect(users.revokeTokens(alice, new Date())).rejects.toMatchObject(unavailable);
    failing('/tasks', { status: 429, code: 9 });
    await expect(users.deletionState(alice, 'none')).rejects.toMatchObject(unavailable);
  });
});

describe('a task of Stream', () => {
  const ok = { status: 'ok' };
  it.each([
    ['completed', { result: { alice: ok } }, 'done'],
    ['completed', { result: { alice: { status: 'error' } } }, 'failed'],
    ['completed', { result: { bob: ok } }, 'failed'],
    ['completed', { result: {} }, 'failed'],
    ['completed', { result: null }, 'failed'],
    ['completed', { result: { alice: 'ok' } }, 'failed'],
    ['completed', {}, 'failed'],
    ['failed', { result: { alice: ok } }, 'failed'],
    ['waiting', {}, 'running'],
    ['running', { result: { alice: ok } }, 'running'],
    ['a state of tomorrow', {}, 'running'],
  ])('that is %s with %j counts as %s', async (status, more, state) => {
    const client = { getTask: async () => ({ status, ...more }) } as unknown as StreamServer;
    expect(await createStreamUsers((act) => act(client)).deletionState('alice', 'task')).toBe(state);
  });
});
