// What surrounds every request of both servers: headers, CORS, the request log, the tap for canary searches.
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { routePath } from 'hono/route';
import { FAULTS_PATH } from './faults.ts';
import type { NodeEnv } from './node-env.ts';

const ALLOWED_HEADERS = [
  'content-type',
  'user-agent',
  'http_accept_language',
  'x-csrftoken',
  'x-hdr-method',
  'x-hdr-session-id',
  'x-seald-app-id',
  'x-seald-version',
  'x-seald-appid',
  'x-seald-session',
];

/** CORS for pages of any origin, as the browser SDK and the SSKS plugin need it (seald.md section 1). */
export const crossOrigin = (): MiddlewareHandler<NodeEnv> =>
  cors({
    origin: '*',
    allowMethods: ['GET', 'POST', 'DELETE', 'PATCH'],
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: ['x-binstance', 'x-hdr-session-id', 'x-hdr-csrf-token'],
    maxAge: 600,
  });

/** Hands method, URL and body of each request to `onWire`; requests to the fault switch are no client's and stay out. */
export const tapWire =
  (onWire: (bytes: Uint8Array) => void): MiddlewareHandler<NodeEnv> =>
  async (c, next) => {
    if (c.req.path !== FAULTS_PATH) {
      const head = Buffer.from(`${c.req.method} ${c.req.url}\n`);
      onWire(Buffer.concat([head, Buffer.from(await c.req.arrayBuffer())]));
    }
    await next();
  };

/** One line per request: the route's pattern and the status, never what the client sent. */
export const logRequests =
  (name: string, onLine: (line: string) => void): MiddlewareHandler<NodeEnv> =>
  async (c, next) => {
    await next();
    const pattern = routePath(c, -1);
    onLine(`${name} ${c.req.method} ${pattern === '/*' ? '(no route)' : pattern} ${c.res.status}`);
  };
