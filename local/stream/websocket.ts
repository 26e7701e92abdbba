import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { parse } from './api-request.ts';
import { errorBody, StreamError } from './errors.ts';
import { encodeOwnUser } from './personal/own-user.ts';
import { platformOf } from './rate-limits.ts';
import type { Connection } from './sockets.ts';
import { type Caller, verifyToken } from './tokens.ts';
import { upsertFromConnect } from './users.ts';
import { encodeTime } from './v1/time.ts';
import { announcePresence, endConnection } from './watching.ts';
import { readableUrl } from './wire-text.ts';
import type { World } from './world.ts';

/**
 * The WebSocket at `/connect` (stream.md section 4).
 *
 * Left out: the long-poll fallback, anonymous and guest users, devices, limits on connections, closing a socket whose
 * token runs out or is revoked.
 */
const SERVER_HEALTH_CHECK_MS = 30_000;
const PERMANENT = 1000;
const GOING_AWAY = 1001;

const hello = z.looseObject({
  user_id: z.string().optional(),
  user_details: z.looseObject({ id: z.string() }),
});

export type WebSocketDoor = {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close: () => void;
};

/** Answers WebSocket upgrades. A refusal is an `{error}` frame followed by close 1000, which the SDK takes as final. */
export const openWebSockets = (world: World): WebSocketDoor => {
  const server = new WebSocketServer({ noServer: true });
  const beat = setInterval(() => {
    for (const connection of world.sockets.all()) sendHealthCheck(connection);
  }, SERVER_HEALTH_CHECK_MS);
  beat.unref();
  const upgrade: WebSocketDoor['upgrade'] = (request, socket, head) => {
    const [path, search = ''] = (request.url ?? '').split('?');
    world.wire('in', 'ws', readableUrl(request.url ?? ''));
    if (path !== '/connect' || world.faults.get().sockets.refuse) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (ws) => void accept(world, ws, new URLSearchParams(search)));
  };
  const close = () => {
    clearInterval(beat);
    for (const ws of server.clients) {
      ws.close(GOING_AWAY);
      ws.terminate();
    }
    server.close();
  };
  return { upgrade, close };
};

const accept = async (world: World, ws: WebSocket, query: URLSearchParams): Promise<void> => {
  ws.on('error', () => ws.terminate());
  try {
    const userId = await authenticate(world, query);
    if (ws.readyState !== ws.OPEN) return;
    const connection = world.sockets.add(userId, ws);
    ws.on('close', () => endConnection(world, connection));
    ws.on('message', (data, isBinary) => onFrame(world, connection, data, isBinary));
    const user = world.state.users.get(userId);
    sendHealthCheck(connection, user && encodeOwnUser(world, user));
    if (world.sockets.ofUser(userId).length === 1) announcePresence(world, userId);
  } catch (error) {
    if (!(error instanceof StreamError)) world.line('a WebSocket failed while connecting');
    const fault = error instanceof StreamError ? error : new StreamError('internal', 'internal error');
    ws.send(JSON.stringify({ error: errorBody(fault, 'Connect') }));
    ws.close(PERMANENT);
  }
};

const authenticate = async (world: World, query: URLSearchParams): Promise<string> => {
  if (query.get('api_key') !== world.apiKey) throw new StreamError('badApiKey', 'api_key is not valid');
  const caller = await verifyToken(world, query.get('authorization') ?? undefined);
  demandAllowed(world, caller, query.get('X-Stream-Client') ?? '');
  const details = readHello(query.get('json')).user_details;
  if (caller.kind === 'user' && caller.userId !== details.id)
    throw new StreamError('tokenSignature', 'the token belongs to another user');
  upsertFromConnect(world, details);
  world.changed();
  return details.id;
};

/** Throws code 9 for too many connections in a short time. */
const demandAllowed = (world: World, caller: Caller, sdk: string): void => {
  const userId = caller.kind === 'user' ? caller.userId : undefined;
  const call = { endpoint: 'Connect', platform: platformOf(caller, sdk), userId };
  if (world.rateLimits.take(call)?.isOver) throw new StreamError('rateLimited', 'Too many requests');
};

const readHello = (json: string | null): z.output<typeof hello> => {
  try {
    return parse(hello, JSON.parse(json ?? ''));
  } catch {
    throw new StreamError('input', 'json must hold user_details with an id');
  }
};

/** A client's health check is a JSON array of one event; anything else it sends is ignored. */
const onFrame = (world: World, connection: Connection, data: unknown, isBinary: boolean): void => {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(String(data));
  world.wire('in', 'ws', bytes);
  if (!isBinary && bytes.includes('health.check')) sendHealthCheck(connection);
};

const sendHealthCheck = ({ socket, id }: Connection, own?: object): void =>
  socket.send(
    JSON.stringify({
      type: 'health.check',
      cid: '*',
      connection_id: id,
      created_at: encodeTime(Date.now()),
      ...(own ? { me: own } : {}),
    }),
  );
