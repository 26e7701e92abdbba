import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import { API_KEY, openStage, type Stage } from './stream-stage.ts';

/** In the middle of a minute and of a second, so that a test moves the clock where it wants. */
const NOON_MS = Date.UTC(2030, 0, 1, 12, 0, 30) + 500;
const NEXT_MINUTE_S = Date.UTC(2030, 0, 1, 12, 1) / 1000;

let stage: Stage;
let ann: StreamChat;
let now = NOON_MS;
beforeAll(async () => {
  stage = await openStage({ clock: () => now, rateLimits: 'published' });
  await stage.server.upsertUsers([{ id: 'ann' }, { id: 'bob' }]);
  ann = await stage.connect('ann');
});
afterAll(() => stage.close());
let hours = 0;
beforeEach(() => {
  now = NOON_MS + ++hours * 3_600_000;
});
afterEach(() => stage.service.faults.reset());

/** With its answer, which the SDK hands on. */
const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no refusal',
    (error) => error,
  );

const minuteOf = (at: number) => NEXT_MINUTE_S + Math.floor((at - NOON_MS) / 60_000) * 60;

const times = async (count: number, call: () => Promise<unknown>) => {
  for (let time = 0; time < count; time++) await call();
};

/** One call as it goes over the wire, with the SDK's name that makes the platform. */
const raw = (path: string, token: string, sdk = 'stream-chat-js-v9-browser', init: RequestInit = {}) =>
  fetch(`${stage.service.url}${path}?api_key=${API_KEY}`, {
    ...init,
    headers: { authorization: token, 'stream-auth-type': 'jwt', 'x-stream-client': sdk },
  });
const unread = (userId: string, sdk?: string) => raw('/unread', stage.server.createToken(userId), sdk);

describe('each user', () => {
  it('has sixty calls a minute for each endpoint, then 429 until the minute is over', async () => {
    await times(60, () => ann.queryChannels({ type: 'messaging' }));
    expect(await refusal(ann.queryChannels({ type: 'messaging' }))).toMatchObject({
      code: 9,
      status: 429,
      response: {
        data: { code: 9, StatusCode: 429 },
        headers: {
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(minuteOf(now)),
        },
      },
    });
    await ann.queryUsers({ id: 'bob' }); // another endpoint has its own
    now += 30_000;
    await ann.queryChannels({ type: 'messaging' });
  });

  it('takes nothing from another, nor on one platform from the same user on another', async () => {
    stage.service.faults.set({ rateLimits: { perUser: 2 } });
    await times(2, () => unread('ann'));
    const statuses = [unread('ann'), unread('bob'), unread('ann', 'stream-chat-react-native-ios-v9')];
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([429, 200, 200]);
    expect((await unread('ann', 'stream-chat-android-v6')).status).toBe(200);
  });

  it('is told of what is left with every answer, refusals too', async () => {
    const fine = await unread('ann');
    expect(fine.headers.get('x-ratelimit-limit')).toBe('60');
    expect(fine.headers.get('x-ratelimit-remaining')).toBe('59');
    const refused = await raw('/app', stage.server.createToken('ann'), undefined, { method: 'PATCH' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('59');
  });
});

describe('an app', () => {
  it('has no limit by user for its server', async () => {
    await times(70, () => stage.server.queryChannelsRequest({ type: 'messaging' }));
  });

  it('has for each endpoint a thirtieth of its minute in one second', async () => {
    await times(2, () => stage.server.listChannelTypes());
    expect(await refusal(stage.server.listChannelTypes())).toMatchObject({
      status: 429,
      response: { headers: { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '58' } },
    });
    await stage.server.getAppSettings();
    now += 1_000;
    await stage.server.listChannelTypes();
  });

  it('has one for calls that are the same by another path', async () => {
    stage.service.faults.set({ rateLimits: { endpoints: { UploadFile: 30 } } });
    const post = (path: string) =>
      raw(path, stage.server.createToken('ann'), undefined, { method: 'POST', body: '{}' });
    expect((await post('/uploads/file')).status).toBe(400);
    expect((await post('/channels/messaging/none/file')).status).toBe(429);
  });

  it('is over after a minute of it, for its server alone', async () => {
    now += 29_500; // a minute begins
    for (let second = 0; second < 30; second++) {
      await times(2, () => stage.server.listChannelTypes());
      now += 1_000;
    }
    expect(await refusal(stage.server.listChannelTypes())).toMatchObject({
      status: 429,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    });
    expect((await raw('/channeltypes', stage.server.createToken('ann'))).status).toBe(403); // not 429
    now += 30_000;
    await stage.server.listChannelTypes();
  });
});

describe('a socket', () => {
  it('is refused after sixty connections of a user in a minute', async () => {
    stage.service.faults.set({ rateLimits: { perUser: 1 } });
    const bob = await stage.connect('bob');
    await bob.disconnectUser();
    expect(String(await refusal(stage.connect('bob')))).toContain('"code":9');
  });
});

describe('a test that needs more', () => {
  it('says so', async () => {
    stage.service.faults.set({ rateLimits: { perUser: 1 } });
    expect((await unread('ann')).status).toBe(200);
    expect((await unread('ann')).status).toBe(429);
    stage.service.faults.set({ rateLimits: 'off' });
    const answer = await unread('ann');
    expect(answer.headers.get('x-ratelimit-limit')).toBeNull();
    await times(4, () => unread('ann'));
    stage.service.faults.set({ rateLimits: { perUser: 2, endpoints: { UnreadCounts: 900 } } });
    expect((await unread('ann')).headers.get('x-ratelimit-limit')).toBe('2');
    stage.service.faults.set({ rateLimits: { perUser: 2_000, endpoints: { UnreadCounts: 900 } } });
    expect((await unread('ann')).headers.get('x-ratelimit-limit')).toBe('900');
  });
});
