import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StreamChat } from 'stream-chat';
import { listen } from '../../../local/platform/serve.ts';
import { startStream } from '../../../local/stream/start-stream.ts';
import { createMembershipMemory } from '../../../shared/adapters/membership-memory.ts';
import type { ReadSecret } from '../../../shared/adapters/secrets-manager.ts';
import { createStreamChannels } from '../../../shared/adapters/stream-channels.ts';
import { createStreamClient } from '../../../shared/adapters/stream-client.ts';
import { SERVICE_USER_ID } from '../../../shared/contract/service-user.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { StreamChannels } from '../../../shared/domain/stream-channels.ts';
import { held, streamSecret } from '../../support/secrets.ts';

const clock = { now: 0 };
const { apiKey, apiSecret } = streamSecret;

let service: Awaited<ReturnType<typeof startStream>>;
let server: StreamChat;
let channels: StreamChannels;
let channel: { channelType: string; channelId: string };
let cid: string;

const open = (secret: ReadSecret<'stream'>, url = service.url, deadlineMs = 2_500) =>
  createStreamChannels(
    createStreamClient({ url, secret, deadlineMs }),
    createMembershipMemory(() => clock.now),
  );

beforeAll(async () => {
  service = await startStream({
    port: 0,
    apiKey,
    apiSecret,
    rateLimits: 'off', // each test does at once what takes people an hour
  });
  server = new StreamChat(apiKey, apiSecret, { baseURL: service.url });
  await server.upsertUsers([SERVICE_USER_ID, 'alice', 'bob', 'carol'].map((id) => ({ id })));
});
afterAll(() => service.close());
beforeEach(async () => {
  channel = { channelType: 'messaging', channelId: `c-${Math.random().toString(36).slice(2)}` };
  cid = `messaging:${channel.channelId}`;
  channels = open(held(streamSecret));
  service.faults.set({ requests: [] });
});

const make = (members = ['alice', 'bob']) =>
  channels.create(channel, {
    members: members.map((userId) => ({ userId })),
    history: 'whole',
    kind: 'group',
  });
const data = { history_policy: 'whole', kind: 'group' };
const stored = () => service.listChannels().find((one) => one.cid === cid);
const memberIds = () => stored()?.members.map(({ userId }) => userId);
const typeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error) => (error instanceof AppError ? error.type : error),
  );

describe("Stream's channels by the vendor's server client", () => {
  it('are made by the service user, once', async () => {
    expect(await channels.exists(cid)).toBe(false);
    await make();
    expect(stored()).toMatchObject({ createdById: SERVICE_USER_ID, custom: data });
    expect(memberIds()).toEqual(['alice', 'bob']);
    await channels.create(channel, { members: [{ userId: 'carol' }], history: 'fromNowOn', kind: 'pair' });
    expect(memberIds()).toEqual(['alice', 'bob']);
    expect(stored()?.custom).toEqual(data);
    expect(await channels.exists(cid)).toBe(true);
  });

  it('carry the session that was written last, beside what else is there', async () => {
    await make();
    expect(await channels.findForMember(cid, 'alice')).toEqual({
      encryptionSessionId: undefined,
      epoch: undefined,
      memberCount: 2,
      isFresh: true,
    });
    await channels.nameEncryptionSession(channel, { encryptionSessionId: 's1', epoch: 1 });
    await channels.nameEncryptionSession(channel, { encryptionSessionId: 's2', epoch: 2 });
    expect(stored()?.custom).toEqual({ ...data, session_id: 's2', session_epoch: 2 });
    expect(await channels.findForMember(cid, 'alice', { anew: true })).toEqual({
      encryptionSessionId: 's2',
      epoch: 2,
      memberCount: 2,
      isFresh: true,
    });
  });

  it('count data that are not of our form as none', async () => {
    await make();
    await server.channel('messaging', channel.channelId).updatePartial({
      set: { session_id: { $ne: 1 }, session_epoch: '1' } as object,
    });
    expect(await channels.findForMember(cid, 'alice')).toMatchObject({
      encryptionSessionId: undefined,
      epoch: undefined,
    });
  });

  it('are found for members only, in a channel of more than a hundred too', async () => {
    const crowd = Array.from({ length: 150 }, (_, index) => `person-${index}`);
    await server.upsertUsers(crowd.slice(0, 100).map((id) => ({ id })));
    await server.upsertUsers(crowd.slice(100).map((id) => ({ id })));
    await make(crowd.slice(0, 100));
    await server.channel('messaging', channel.channelId).addMembers(crowd.slice(100));
    for (const id of ['person-0', 'person-149'])
      expect(await channels.findForMember(cid, id)).toMatchObject({ isFresh: true });
    expect(await channels.findForMember(cid, 'alice')).toBeNull();
    expect(await channels.findForMember('messaging:nowhere', 'alice')).toBeNull();
  });

  it('gain and lose members', async () => {
    await make();
    await channels.addMembers(channel, [{ userId: 'carol' }]);
    await channels.addMembers(channel, [{ userId: 'carol' }]);
    expect(memberIds()).toEqual(['alice', 'bob', 'carol']);
    await channels.removeMembers(channel, ['carol']);
    await channels.removeMembers(channel, ['carol']);
    expect(memberIds()).toEqual(['alice', 'bob']);
  });

  it('take nobody who is not known, and make nothing then', async () => {
    expect(await typeOf(make(['alice', 'ghost']))).toBe('MEMBER_NOT_FOUND');
    expect(stored()).toBeUndefined();
    await make();
    expect(await typeOf(channels.addMembers(channel, [{ userId: 'ghost' }]))).toBe('MEMBER_NOT_FOUND');
  });

  it('do not blame a member for what else Stream does not take', async () => {
    await make();
    for (const path of ['/query', cid.split(':')[1] ?? '']) {
      service.faults.set({ requests: [{ path, status: 400, code: 4 }] });
      const call = path === '/query' ? make() : channels.addMembers(channel, [{ userId: 'carol' }]);
      expect(await typeOf(call)).toBe('STREAM_UNAVAILABLE');
    }
  });

  it('say who shares one', async () => {
    await make(['alice', 'carol']);
    expect(await channels.shareChannel('carol', 'alice')).toBe(true);
    expect(await channels.shareChannel('carol', 'bob')).toBe(false);
    expect(await channels.shareChannel('ghost', 'alice')).toBe(false);
  });
});

describe('membership', () => {
  it('is remembered for ten seconds, unless asked for anew', async () => {
    await make();
    expect(await channels.findForMember(cid, 'bob')).toMatchObject({ isFresh: true });
    await server.channel('messaging', channel.channelId).removeMembers(['bob']);
    clock.now += 9_999;
    expect(await channels.findForMember(cid, 'bob')).toMatchObject({ isFresh: false });
    clock.now += 1;
    expect(await channels.findForMember(cid, 'bob')).toBeNull();
  });

  it('that is gone when asked for anew is forgotten', async () => {
    await make();
    await channels.findForMember(cid, 'bob');
    await server.channel('messaging', channel.channelId).removeMembers(['bob']);
    expect(await channels.findForMember(cid, 'bob', { anew: true })).toBeNull();
    expect(await channels.findForMember(cid, 'bob')).toBeNull();
  });

  it('that we end ourselves is forgotten', async () => {
    await make();
    await channels.findForMember(cid, 'bob');
    await channels.removeMembers(channel, ['bob']);
    expect(await channels.findForMember(cid, 'bob')).toBeNull();
  });

  it('is not remembered when there is none, nor for another user or channel', async () => {
    expect(await channels.findForMember(cid, 'bob')).toBeNull();
    await make();
    expect(await channels.findForMember(cid, 'bob')).not.toBeNull();
    expect(await channels.findForMember(cid, 'carol')).toBeNull();
    expect(await channels.findForMember(`${cid}x`, 'bob')).toBeNull();
  });

  it('is remembered of a bounded number', () => {
    const memory = createMembershipMemory(() => 0);
    const seen = { encryptionSessionId: undefined, epoch: undefined, memberCount: 1, isFresh: true };
    for (let index = 0; index < 1_500; index++) memory.keep(cid, `user-${index}`, seen);
    expect(memory.recall(cid, 'user-0')).toBeUndefined();
    expect(memory.recall(cid, 'user-499')).toBeUndefined();
    expect(memory.recall(cid, 'user-500')).toBe(seen);
  });
});

describe('when Stream does not do what is asked', () => {
  const failing = (status: number, times: number, code = -1) =>
    service.faults.set({ requests: [{ path: '/channels', status, times, code }] });

  it('a 5xx is tried once more, a second one is an error', async () => {
    await make();
    failing(503, 1);
    expect(await channels.findForMember(cid, 'alice')).not.toBeNull();
    failing(503, 2);
    expect(await typeOf(channels.findForMember(cid, 'alice', { anew: true }))).toBe('STREAM_UNAVAILABLE');
    expect(await channels.findForMember(cid, 'alice', { anew: true })).not.toBeNull();
  });

  it.each([400, 403, 404])('a %i is an error at once', async (status) => {
    await make();
    failing(status, 1);
    expect(await typeOf(channels.findForMember(cid, 'alice'))).toBe('STREAM_UNAVAILABLE');
  });

  it('a late answer is an error, and is not waited for twice', async () => {
    await make();
    const impatient = open(held(streamSecret), service.url, 150);
    service.faults.set({ requests: [{ path: '/channels', delayMs: 3_000, times: 2 }] });
    const startedAt = performance.now();
    expect(await typeOf(impatient.findForMember(cid, 'alice'))).toBe('STREAM_UNAVAILABLE');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(service.faults.get().requests).toMatchObject([{ times: 1 }]);
  });

  it('nothing Stream says goes into the message', async () => {
    failing(400, 1, 4);
    const error = await channels.findForMember(cid, 'alice').catch((caught) => caught);
    expect(error).toMatchObject({ type: 'STREAM_UNAVAILABLE', cause: expect.anything() });
    expect(error.message).toBe(new AppError('STREAM_UNAVAILABLE').message);
  });

  it('a connection that breaks is made anew once', async () => {
    const state = { breaks: 1, calls: 0 };
    const flaky = createServer((request, response) => {
      state.calls++;
      if (state.breaks-- > 0) request.socket.destroy();
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"channels":[],"duration":"1ms"}');
    });
    const { url, close } = await listen(flaky, 0);
    const other = open(held(streamSecret), url);
    expect(await other.exists(cid)).toBe(false);
    expect(state.calls).toBe(2);
    state.breaks = 2;
    expect(await typeOf(other.exists(cid))).toBe('STREAM_UNAVAILABLE');
    await close();
    expect(await typeOf(other.exists(cid))).toBe('STREAM_UNAVAILABLE');
  });

  it('an answer that comes a byte at a time is waited for no longer than the deadline', async () => {
    const dripping = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drops = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(drops));
    });
    const { url, close } = await listen(dripping, 0);
    const other = createStreamChannels(
      createStreamClient({ url, secret: held(streamSecret), deadlineMs: 100 }),
    );
    expect(await typeOf(other.exists(cid))).toBe('STREAM_UNAVAILABLE');
    await close();
  });

  it('an answer that is none of Stream, or leads elsewhere, is an error', async () => {
    const state = { answer: '', status: 200 };
    const odd = createServer((request, response) => {
      if (request.url === '/elsewhere') response.end('{"channels":[]}');
      else response.writeHead(state.status, { location: '/elsewhere' }).end(state.answer);
    });
    const { url, close } = await listen(odd, 0);
    const other = open(held(streamSecret), url);
    for (const [status, answer] of [
      [200, '<html>'],
      [200, '{}'],
      [200, '{"channels":[]}'], // every one of Stream's says how long it took
      [302, ''],
    ] as const) {
      Object.assign(state, { status, answer });
      expect(await typeOf(other.findForMember(cid, 'alice'))).toBe('STREAM_UNAVAILABLE');
      expect(await typeOf(other.exists(cid))).toBe('STREAM_UNAVAILABLE');
    }
    await close();
  });
});

describe('the API secret', () => {
  it('is read anew when Stream does not take the one held', async () => {
    await make();
    const old = { ...streamSecret, apiSecret: 'rotated away' };
    const reads: unknown[] = [];
    const rotated = open(async (options) => {
      reads.push(options?.anew ?? false);
      return reads.includes(true) ? streamSecret : old;
    });
    expect(await rotated.exists(cid)).toBe(true);
    expect(reads).toEqual([false, true]);
    expect(await rotated.exists(cid)).toBe(true);
    expect(reads).toEqual([false, true, false]);
  });

  it('that stays wrong is an error of ours', async () => {
    const wrong = open(held({ ...streamSecret, apiSecret: 'wrong' }));
    expect(await typeOf(wrong.exists(cid))).toBe('STREAM_UNAVAILABLE');
  });
});
