import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, type Event, StreamChat, type StreamChatOptions } from 'stream-chat';
import { listen } from '../../local/platform/serve.ts';
import { type StreamOptions, type StreamService, startStream } from '../../local/stream/start-stream.ts';
import type { Clock } from '../../shared/domain/settle.ts';

export const API_KEY = 'test-key';
export const API_SECRET = 'test-secret-that-signs-tokens-and-hooks';

/**
 * The SDK's timer for a connection outlives it, so `close` waits for the last one, which at the usual 15 s would be long. It runs
 * from the first answer of the server on, so only a client that is to come in at a second try needs more than a moment.
 */
const CONNECT_BUDGET_MS = 100;

export type TokenOrProvider = string | (() => Promise<string>);

export type Stage = {
  service: StreamService;
  /** The SDK with the API secret. */
  server: StreamChat;
  /** The SDK as a browser has it, not yet connected. */
  client: (options?: Partial<StreamChatOptions>) => StreamChat;
  /** A connected user; made on the way. */
  connect: (userId: string, token?: TokenOrProvider, budgetMs?: number) => Promise<StreamChat>;
  /** A `messaging` channel made by the server for these members (the first is its creator). */
  channel: (id: string, members: string[], data?: Record<string, unknown>) => Promise<Channel>;
  close: () => Promise<void>;
};

/**
 * An emulator with the real SDK around it; `close` disconnects every client it gave out. Without rate limits unless told: these tests do within a
 * second what people do in an hour.
 */
export const openStage = async (options: Partial<StreamOptions> = {}): Promise<Stage> => {
  const given = { rateLimits: 'off' as const, ...options };
  const service = await startStream({ port: 0, apiKey: API_KEY, apiSecret: API_SECRET, ...given });
  const server = new StreamChat(API_KEY, API_SECRET, { baseURL: service.url });
  const clients: StreamChat[] = [];
  let timersEndAt = 0;
  const client: Stage['client'] = (clientOptions = {}) => {
    const made = new StreamChat(API_KEY, {
      baseURL: service.url,
      allowServerSideConnect: true,
      ...clientOptions,
    });
    made.defaultWSTimeout = CONNECT_BUDGET_MS;
    timersEndAt = Math.max(timersEndAt, Date.now() + CONNECT_BUDGET_MS);
    clients.push(made);
    return made;
  };
  const connect: Stage['connect'] = async (userId, token = server.createToken(userId), budgetMs) => {
    const made = client();
    made.defaultWSTimeout = budgetMs ?? CONNECT_BUDGET_MS;
    timersEndAt = Math.max(timersEndAt, Date.now() + made.defaultWSTimeout);
    await made.connectUser({ id: userId, name: userId }, token);
    return made;
  };
  const channel: Stage['channel'] = async (id, members, data = {}) => {
    await server.upsertUsers(members.map((member) => ({ id: member, name: member })));
    const made = server.channel('messaging', id, { members, created_by_id: members[0] ?? '', ...data });
    await made.create();
    return made;
  };
  const close = async () => {
    service.faults.set({ muteEvents: true }); // an event that meets a closing client leaves it a ping timer of 25 s
    await Promise.all(clients.map((made) => made.disconnectUser(200)));
    await service.close();
    await sleep(Math.max(0, timersEndAt - Date.now()));
  };
  return { service, server, client, connect, channel, close };
};

/** A clock that goes on with the emulator's when somebody waits by it: nobody waits in earnest. */
export const emulatorClock = ({ service }: Pick<Stage, 'service'>): Clock => {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    wait: async (ms) => {
      ahead += ms;
      service.faults.set({ advanceMs: ms });
    },
  };
};

/** A channel watched by a connected user. */
export const watched = async (client: StreamChat, id: string, type = 'messaging'): Promise<Channel> => {
  const channel = client.channel(type, id);
  await channel.watch();
  return channel;
};

/**
 * The next event of a type that `fits`; rejects after `timeoutMs`. Ask before doing what causes it; when that fails, nobody needs
 * to wait for the event.
 */
export const nextEvent = (
  source: StreamChat | Channel,
  type: string,
  fits: (event: Event) => boolean = () => true,
  timeoutMs = 4000,
): Promise<Event> => {
  const event = new Promise<Event>((resolve, reject) => {
    const timer = setTimeout(() => {
      subscription.unsubscribe();
      reject(new Error(`no ${type} within ${timeoutMs} ms`));
    }, timeoutMs);
    const listener = (event: Event) => {
      if (event.type !== type || !fits(event)) return;
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve(event);
    };
    const subscription = source.on(listener);
  });
  event.catch(() => {});
  return event;
};

/** Everything that arrives while `work` runs and for a moment after, so that a test can say what did not come. */
export const eventsDuring = async (
  source: StreamChat | Channel,
  work: () => Promise<unknown>,
  settleMs = 150,
): Promise<Event[]> => {
  const seen: Event[] = [];
  const subscription = source.on((event: Event) => void seen.push(event));
  await work();
  await sleep(settleMs);
  subscription.unsubscribe();
  return seen;
};

/** Repeats a check until it holds; rejects after `timeoutMs`. */
export const until = async (holds: () => boolean, timeoutMs = 4000): Promise<void> => {
  for (const end = Date.now() + timeoutMs; !holds(); ) {
    if (Date.now() > end) throw new Error('the condition did not come true in time');
    await sleep(20);
  }
};

export type HookRequest = { headers: Record<string, string | string[] | undefined>; body: Buffer };
export type HookAnswer = { status?: number; body?: string; delayMs?: number };

/** A server that plays the integrator's webhook. `answer` may be replaced at any time. */
export const openHookServer = async () => {
  const hook = {
    calls: [] as HookRequest[],
    answer: (_request: HookRequest): HookAnswer => ({ body: '{}' }),
    url: '',
    close: async () => {},
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(request, 'end');
    const call = { headers: request.headers, body: Buffer.concat(chunks) };
    hook.calls.push(call);
    const { status = 200, body = '', delayMs = 0 } = hook.answer(call);
    if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  const listening = await listen(server, 0);
  hook.url = `${listening.url}/hook`;
  hook.close = listening.close;
  return hook;
};

/** What a rejected SDK call says, for `expect(...).toMatchObject`. */
export const failure = async (
  call: Promise<unknown>,
): Promise<{ code?: number; status?: number; message: string }> => {
  try {
    await call;
  } catch (error) {
    const { code, status, message } = error as { code?: number; status?: number; message: string };
    return { message, ...(code === undefined ? {} : { code }), ...(status === undefined ? {} : { status }) };
  }
  throw new Error('the call was expected to fail');
};
