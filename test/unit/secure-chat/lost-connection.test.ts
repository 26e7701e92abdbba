import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamChat } from 'stream-chat';
import type { Timer } from '../../../client-example/secure-chat/src/platform/timer.ts';
import { mendLostConnections } from '../../../client-example/secure-chat/src/stream/lost-connection.ts';
import { failure, openStage, type Stage, until } from '../../conformance/stream-stage.ts';

let stage: Stage;
let ann: StreamChat;
let userId: string;
/** Ends the long waits of the client. */
let waits: (() => void)[] = [];

const timer: Timer = (callback, milliseconds) => {
  if (milliseconds === 0) setImmediate(callback);
  else waits.push(callback);
  return () => {
    waits = waits.filter((one) => one !== callback);
  };
};

beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => ann.disconnectUser());
afterAll(() => stage.close());
beforeEach(async () => {
  stage.service.faults.reset();
  waits = [];
  userId = randomUUID();
  await stage.channel(userId, [userId, 'ben']);
  ann = await stage.connect(userId);
  mendLostConnections(ann, timer);
});

const lose = async () => {
  stage.service.faults.set({ sockets: { refuse: true }, dropSockets: { userId } });
  await until(() => ann.wsConnection?.isHealthy === false);
};
const isOnline = () => stage.server.queryUsers({ id: userId }).then(({ users }) => users[0]?.online);

describe('a request that names a connection which is gone', () => {
  it('is asked again by the next connection', async () => {
    await lose();
    const watching = ann.channel('messaging', userId).watch();
    await until(() => waits.length > 0);
    stage.service.faults.set({ sockets: { refuse: false } });
    await ann.wsConnection?._reconnect({ interval: 1 });
    expect((await watching).channel.id).toBe(userId);
    expect(waits).toEqual([]);
  });

  it('is refused when no other comes, and when the user leaves', async () => {
    await lose();
    const watching = failure(ann.channel('messaging', userId).watch());
    await until(() => waits.length > 0);
    for (const end of waits) end();
    expect(await watching).toMatchObject({ code: 46 });
    const again = failure(ann.channel('messaging', userId).watch());
    await until(() => waits.length > 0);
    await ann.disconnectUser();
    expect(await again).toMatchObject({ code: 46 });
    expect(waits).toEqual([]);
  });

  it('is not asked again for another refusal', async () => {
    expect(await failure(ann.channel('messaging', 'nowhere').sendMessage({ text: 'x' }))).toMatchObject({
      code: 16,
    });
    expect(waits).toEqual([]);
  });
});

describe('a socket that is given up for another while it opens', () => {
  const openSocket = async (browser: boolean) => {
    stage.service.faults.set({ dropSockets: { userId } });
    await until(() => ann.wsConnection?.isHealthy === false);
    const { wsConnection } = ann;
    void wsConnection?._reconnect({ interval: 1 });
    while (wsConnection?.ws?.readyState !== 0) await nextTurn();
    const { ws } = wsConnection;
    if (browser) Object.assign(ws, { removeAllListeners: undefined });
    wsConnection._destroyCurrentWSConnection();
    return ws;
  };

  it.each([
    ['Node', false],
    ['browsers', true],
  ])('is closed, and does not end the process: in %s', async (_where, browser) => {
    const socket = await openSocket(browser);
    await until(() => socket.readyState === 3);
    expect(ann.wsConnection?.ws).toBe(socket);
  });
});

describe('a client that is disconnected', () => {
  it('does not connect again, though it was about to', async () => {
    stage.service.faults.set({ dropSockets: { userId } });
    await until(() => ann.wsConnection?.isHealthy === false);
    const connecting = ann.wsConnection?._reconnect({ interval: 200 });
    await ann.closeConnection(); // also the beginning of `disconnectUser`
    await connecting;
    expect(ann.wsConnection?.isHealthy).toBe(false);
    expect(await isOnline()).toBe(false);
  });

  it('does not stay connected by a socket that was opening', async () => {
    stage.service.faults.set({ dropSockets: { userId } });
    await until(() => ann.wsConnection?.isHealthy === false);
    const { wsConnection } = ann;
    void wsConnection?._reconnect({ interval: 1 });
    while (wsConnection?.ws?.readyState !== 0) await nextTurn();
    const opening = wsConnection.ws;
    await ann.disconnectUser();
    await until(() => opening.readyState === 3);
    expect(await isOnline()).toBe(false);
  });

  it('connects again when it is told to', async () => {
    await ann.disconnectUser();
    await ann.connectUser({ id: userId }, stage.server.createToken(userId));
    expect(ann.wsConnection?.isHealthy).toBe(true);
    await ann.closeConnection();
    await ann.openConnection();
    expect(ann.wsConnection?.isHealthy).toBe(true);
  });
});
