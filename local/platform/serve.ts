import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { answerToOwnNamesOnly } from './own-names.ts';

const LOOPBACK = '127.0.0.1';

export type Listening = { server: Server; url: string; close: () => Promise<void> };

/**
 * Listens on the loopback interface only, and answers to this machine's own names only; `port` 0 picks a free one.
 * `close` ends open connections too (a browser's keep-alive would hold the port for minutes) and may be repeated.
 */
export const listen = async (server: Server, port: number): Promise<Listening> => {
  answerToOwnNamesOnly(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { server, url: `http://${LOOPBACK}:${address.port}`, close };
};

/** Serves a Hono app on the loopback interface. See {@link listen}. */
export const serve = (app: Hono, port: number): Promise<Listening> =>
  listen(createServer(getRequestListener(app.fetch)), port);
