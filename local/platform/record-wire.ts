import type { Server } from 'node:http';

/** Gets every byte a part received, as it came off the socket: request lines, headers, bodies, WebSocket frames. */
export type OnWire = (bytes: Uint8Array) => void;

/** Shows `onWire` all that arrives at a server. Call it before the server listens. */
export const recordWire = (server: Server, onWire: OnWire | undefined): void => {
  if (onWire) server.on('connection', (socket) => socket.on('data', onWire));
};
