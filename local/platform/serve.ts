import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { answerToOwnNamesOnly } from './own-names.ts';

/** This machine alone. */
export const LOOPBACK = '127.0.0.1';

export type Listening = { server: Server; url: string; close: () => Promise<void> };

/**
 * Listens on one address, the loopback interface's unless told, and answers to this machine's own names and that address only; `port` 0 picks a
 * free one. `close` ends open connections too (a browser's keep-alive would hold the port for minutes) and may be repeated.
 */
export const listen = async (server: Server, port: number, address = LOOPBACK): Promise<Listening> => {
  answerToOwnNamesOnly(server, address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const taken = (server.address() as AddressInfo).port;
  const close = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { server, url: `http://${address}:${taken}`, close };
};

/** Serves a Hono app. See {@link listen}. */
export const serve = (app: Hono, port: number, address?: string): Promise<Listening> =>
  listen(createServer(getRequestListener(app.fetch)), port, address);
