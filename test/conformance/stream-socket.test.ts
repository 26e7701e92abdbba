import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  API_KEY,
  eventsDuring,
  failure,
  nextEvent,
  openStage,
  type Stage,
  until,
  watched,
} from './stream-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.service.faults.reset());
afterAll(() => stage.close());

const openRaw = (userId: string) => {
  const query = new URLSearchParams({
    json: JSON.stringify({ user_id: userId, user_details: { id: userId } }),
    api_key: API_KEY,
    authorization: stage.server.createToken(userId),
    'stream-auth-type': 'jwt',
  });
  return new WebSocket(`${stage.service.url.replace('http', 'ws')}/connect?${query}`);
};
const frame = async (socket: WebSocket) => JSON.parse(String((await once(socket, 'message'))[0]));

describe('the WebSocket', () => {
  it('says first who you are, with the lists the SDK breaks without', async () => {
    const socket = openRaw('raw');
    const first = await frame(socket);
    expect(first).toMatchObject({
      type: 'health.check',
      cid: '*',
      connection_id: expect.any(String),
      me: { id: 'raw', mutes: [], channel_mutes: [], total_unread_count: 0, unread_channels: 0 },
    });
    socket.close();
  });

  it("answers the client's health check with the same connection_id", async () => {
    const socket = openRaw('raw');
    const first = await frame(socket);
    socket.send(JSON.stringify([{ type: 'health.check', client_id: 'raw--1' }]));
    expect(await frame(socket)).toMatchObject({ type: 'health.check', connection_id: first.connection_id });
    socket.close();
  });

  it('survives a URL that cannot be decoded, and refuses other paths', async () => {
    for (const path of ['/connect?json=%E0%A4%A', '/elsewhere']) {
      const socket = new WebSocket(stage.service.url.replace('http', 'ws') + path);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.once('close', resolve));
    }
    expect((await fetch(`${stage.service.url}/_faults`)).status).toBe(200);
  });

  it('refuses to watch without a live connection (46)', async () => {
    await stage.channel('lonely', ['ann']);
    const url = `${stage.service.url}/channels/messaging/lonely/query?api_key=${API_KEY}&connection_id=gone`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: stage.server.createToken('ann'), 'stream-auth-type': 'jwt' },
      body: JSON.stringify({ state: true, watch: true }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 46 });
  });

  it("refuses another user's connection_id", async () => {
    await stage.channel('mine', ['ann', 'ben']);
    const [ann, ben] = [await stage.connect('ann'), await stage.connect('ben')];
    const call = fetch(
      `${stage.service.url}/channels/messaging/mine/query?api_key=${API_KEY}&connection_id=${ann._getConnectionID()}`,
      {
        method: 'POST',
        headers: { authorization: ben._getToken() ?? '', 'stream-auth-type': 'jwt' },
        body: JSON.stringify({ watch: true }),
      },
    );
    expect(await (await call).json()).toMatchObject({ code: 46 });
  });
});

describe('reconnecting', () => {
  it('comes back by itself after a dropped socket, with the missed messages and a new connection_id', async () => {
    const group = await stage.channel('dropped', ['cara', 'dan']);
    const cara = await stage.connect('cara');
    const channel = await watched(cara, 'dropped');
    const before = cara._getConnectionID();
    const recovered = nextEvent(cara, 'connection.recovered', undefined, 10_000);
    stage.service.faults.set({ dropSockets: { code: 1012, userId: 'cara' } });
    await until(() => !cara.wsConnection?.isHealthy);
    await group.sendMessage({ text: 'while you were away', user_id: 'dan' });
    await recovered;
    expect(cara._getConnectionID()).not.toBe(before);
    expect(channel.state.messages.map(({ text }) => text)).toEqual(['while you were away']);
    const live = nextEvent(channel, 'message.new');
    await group.sendMessage({ text: 'live again', user_id: 'dan' });
    expect((await live).message?.text).toBe('live again');
  }, 15_000);

  it('keeps a client out while sockets are refused, and lets it in after', async () => {
    const eve = await stage.connect('eve');
    stage.service.faults.set({ sockets: { refuse: true }, dropSockets: { userId: 'eve' } });
    await until(() => !eve.wsConnection?.isHealthy);
    stage.service.faults.reset();
    await until(() => eve.wsConnection?.isHealthy === true, 10_000);
  }, 15_000);

  it('gets a fresh token when the old one ran out while it was away', async () => {
    let asked = 0;
    const fay = await stage.connect('fay', async () => {
      asked += 1;
      return stage.server.createToken('fay');
    });
    const before = asked;
    stage.service.faults.set({ tokens: { expiredTimes: 1, userId: 'fay' }, dropSockets: { userId: 'fay' } });
    await until(() => asked > before && fay.wsConnection?.isHealthy === true, 12_000);
  }, 15_000);

  it('rejects connecting at once with the error the first frame carries', async () => {
    const client = stage.client();
    stage.service.faults.set({ tokens: { expiredForSeconds: 5 } });
    const { message } = await failure(client.connectUser({ id: 'gus' }, stage.server.createToken('gus')));
    expect(JSON.parse(message)).toMatchObject({ code: 40 });
  });
});

describe('watching and presence', () => {
  it('tells watchers who else comes and goes, and stops on stop-watching', async () => {
    await stage.channel('open', ['hal', 'ida']);
    const [hal, ida] = [await stage.connect('hal'), await stage.connect('ida')];
    const halSees = await watched(hal, 'open');
    const start = nextEvent(halSees, 'user.watching.start');
    const idaSees = await watched(ida, 'open');
    expect(await start).toMatchObject({ user: { id: 'ida' }, watcher_count: 2 });
    expect(Object.keys(idaSees.state.watchers).sort()).toEqual(['hal', 'ida']);
    const stop = nextEvent(halSees, 'user.watching.stop');
    await idaSees.stopWatching();
    expect(await stop).toMatchObject({ user: { id: 'ida' }, watcher_count: 1 });
    const heard = await eventsDuring(idaSees, () => halSees.sendMessage({ text: 'anyone?' }));
    expect(heard.map(({ type }) => type)).not.toContain('message.new');
  });

  it('drops the watches of a dead socket and tells who asked for presence', async () => {
    await stage.channel('presence', ['jan', 'kim']);
    const [jan, kim] = [await stage.connect('jan'), await stage.connect('kim')];
    const channel = jan.channel('messaging', 'presence');
    await channel.watch({ presence: true });
    await watched(kim, 'presence');
    const left = nextEvent(channel, 'user.watching.stop');
    const offline = nextEvent(jan, 'user.presence.changed', (event) => event.user?.id === 'kim');
    await kim.disconnectUser();
    expect((await left).user?.id).toBe('kim');
    expect((await offline).user).toMatchObject({ id: 'kim', online: false });
    expect((await channel.query({ watchers: { limit: 10 } })).watcher_count).toBe(1);
  });
});
