import type { StreamChat } from 'stream-chat';
import type { Timer } from '../platform/timer.ts';

/** stream-chat finds out about a connection that is silently gone within 35 s, and connects again within 25 s (9.53). */
const LONGEST_MS = 60_000;
const MOST_TRIES = 3;

/**
 * What stream-chat (9.53) leaves undone around a lost connection. A request that names a connection Stream does not know any more (code 46) is asked
 * again by the next one, as soon as that is there; it rejects with Stream's refusal when none comes within a minute. And once the connection
 * is closed, no try to connect again that was under way goes on: whoever signed out would be seen as present. A socket that is given up for
 * another is closed, and does not end a process of Node when it was still opening.
 */
export const mendLostConnections = (client: StreamChat, timer: Timer): void => {
  const ask = client.doAxiosRequest;
  const waiting = new Set<() => void>();
  client.doAxiosRequest = async <Answer>(...call: Parameters<typeof ask>): Promise<Answer> => {
    const [type, url, data, options] = call;
    for (let attempt = 1; ; attempt++) {
      const used = client._getConnectionID();
      try {
        return await ask<Answer>(type, url, data, options && { ...options });
      } catch (refusal) {
        if (!isConnectionGone(refusal) || attempt === MOST_TRIES) throw refusal;
        if (!(await anotherConnection(client, used, { timer, waiting }))) throw refusal;
      }
    }
  };
  const connect = client.connect.bind(client);
  client.connect = () => {
    const connecting = connect();
    if (client.wsConnection) closeGivenUp(client.wsConnection);
    return connecting;
  };
  if (client.wsConnection) closeGivenUp(client.wsConnection);
  const close = client.closeConnection;
  client.closeConnection = async (timeout) => {
    const { wsConnection, userID } = client;
    if (userID === undefined) for (const giveUp of [...waiting]) giveUp();
    if (!wsConnection) return close(timeout);
    wsConnection._buildUrl = () => {
      throw new Error('closed meanwhile');
    };
    const { ws } = wsConnection;
    const isConnecting = ws?.readyState === CONNECTING;
    const closing = close(timeout);
    if (ws && isConnecting) closeUnheard(ws);
    await closing;
  };
};

/** Of a WebSocket. */
const CONNECTING = 0;

type Connection = NonNullable<StreamChat['wsConnection']>;

/** `ws` tells of a socket that was closed before it was open as of an error, which ends a process of Node when nobody listens. */
const closeUnheard = (socket: NonNullable<Connection['ws']>): void => {
  socket.onerror = () => {};
  socket.close();
};

/** stream-chat takes the listeners off the socket that it gives up, which browsers' sockets cannot do, and then leaves those open. */
const closeGivenUp = (connection: Connection): void => {
  const giveUp = connection._destroyCurrentWSConnection.bind(connection);
  connection._destroyCurrentWSConnection = () => {
    const { ws } = connection;
    giveUp();
    if (ws) closeUnheard(ws);
  };
};

/** Resolves with true once there is a connection other than this one, with false when none comes or the user leaves. */
const anotherConnection = (
  client: StreamChat,
  used: string | undefined,
  { timer, waiting }: { timer: Timer; waiting: Set<() => void> },
): Promise<boolean> =>
  new Promise((resolve) => {
    const isThere = () => client.wsConnection?.isHealthy === true && client._getConnectionID() !== used;
    const settle = (isOther: boolean): void => {
      unsubscribe();
      callOff();
      waiting.delete(giveUp);
      resolve(isOther);
    };
    const giveUp = () => settle(false);
    const look = () => isThere() && settle(true);
    // Its id is known a moment after it is told of.
    const { unsubscribe } = client.on('connection.changed', () => void timer(look, 0));
    const callOff = timer(giveUp, LONGEST_MS);
    waiting.add(giveUp);
    if (client.userID === undefined) giveUp();
    else look();
  });

/** Stream's code for a connection it does not know any more (stream.md section 3). */
const isConnectionGone = (refusal: unknown): boolean => (refusal as { code?: unknown } | null)?.code === 46;
