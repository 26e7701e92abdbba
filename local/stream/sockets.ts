import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { StreamError } from './errors.ts';
import type { DropSockets } from './faults.ts';

/** One live WebSocket of one user; a user may have several. */
export type Connection = {
  id: string;
  userId: string;
  socket: WebSocket;
  /** The cids this socket watches. They die with it. */
  watched: Set<string>;
  /** The users whose presence it asked for. */
  presenceOf: Set<string>;
};

/** The open sockets and what each one watches. Nothing here survives a restart, as on Stream. */
export type Sockets = {
  add: (userId: string, socket: WebSocket) => Connection;
  remove: (connection: Connection) => void;
  all: () => Connection[];
  ofUser: (userId: string) => Connection[];
  watching: (cid: string) => Connection[];
  /** User ids that watch a channel, each once. */
  watchers: (cid: string) => string[];
  isOnline: (userId: string) => boolean;
  /** The caller's connection. Throws code 46 when there is none of that id (stream.md section 3). */
  require: (connectionId: string | null, userId: string) => Connection;
  drop: (which: DropSockets) => void;
};

export const openSockets = (): Sockets => {
  const open = new Map<string, Connection>();
  const all = () => [...open.values()];
  const ofUser = (userId: string) => all().filter((connection) => connection.userId === userId);
  const watching = (cid: string) => all().filter((connection) => connection.watched.has(cid));
  return {
    all,
    ofUser,
    watching,
    add: (userId, socket) => {
      const connection = {
        id: randomUUID(),
        userId,
        socket,
        watched: new Set<string>(),
        presenceOf: new Set<string>(),
      };
      open.set(connection.id, connection);
      return connection;
    },
    remove: (connection) => {
      open.delete(connection.id);
    },
    watchers: (cid) => [...new Set(watching(cid).map((connection) => connection.userId))],
    isOnline: (userId) => all().some((connection) => connection.userId === userId),
    require: (connectionId, userId) => {
      const connection = open.get(connectionId ?? '');
      if (connection?.userId !== userId)
        throw new StreamError('unknownConnection', 'watch or presence need a live connection_id');
      return connection;
    },
    drop: ({ code, userId }) => {
      for (const connection of userId === undefined ? all() : ofUser(userId)) connection.socket.close(code);
    },
  };
};
