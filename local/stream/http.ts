import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { ApiRequest, RequestInfo } from './api-request.ts';
import { errorBody, StreamError } from './errors.ts';
import type { StreamFaultPatch } from './faults.ts';
import { platformOf, rateLimitHeaders } from './rate-limits.ts';
import type { Custom } from './stored.ts';
import { type Caller, verifyToken } from './tokens.ts';
import { textForClients } from './v1/for-clients.ts';
import { type Route, routes, successStatus } from './v1/routes.ts';
import { readableUrl } from './wire-text.ts';
import type { World } from './world.ts';

/**
 * The REST surface: CORS for every browser, recording of what comes in, fault switches, authentication, errors.
 * Left out: request validation beyond what each resource needs.
 */
export const restApp = (world: World): Hono => {
  const app = new Hono();
  app.use(
    cors({ origin: '*', allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], maxAge: 600 }),
  );
  addFaultRoutes(app, world);
  for (const route of routes) app.on(route.method, route.path, (context) => answer(world, route, context));
  app.notFound((context) =>
    context.json(errorBody(new StreamError('notFound', 'no such path'), 'Route'), 404),
  );
  return app;
};

const answer = async (world: World, route: Route, context: Context): Promise<Response> => {
  const started = performance.now();
  let headers: Record<string, string> = {};
  try {
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    record(world, context, bytes);
    await applyFault(world, context);
    const request = await readRequest(world, context, bytes);
    const allowance = world.rateLimits.take(limitedCall(route, request));
    if (allowance) headers = rateLimitHeaders(allowance);
    if (allowance?.isOver) throw new StreamError('rateLimited', 'Too many requests');
    if (route.serverOnly && request.caller.kind !== 'server')
      throw new StreamError('notAllowed', 'this call needs server-side auth');
    const reply = await route.handler(world, request);
    if (route.method !== 'GET') world.changed();
    const duration = `${(performance.now() - started).toFixed(2)}ms`;
    const full = { ...reply, duration };
    const text = request.caller.kind === 'server' ? JSON.stringify(full) : textForClients(full);
    return context.body(text, successStatus(route.method), {
      'content-type': 'application/json',
      ...headers,
    });
  } catch (error) {
    return failure(world, route, error, headers);
  }
};

const limitedCall = ({ endpoint }: Route, { caller, info }: ApiRequest) => ({
  endpoint,
  platform: platformOf(caller, info.sdk),
  userId: caller.kind === 'user' ? caller.userId : undefined,
});

const failure = (world: World, route: Route, error: unknown, headers: Record<string, string>): Response => {
  if (!(error instanceof StreamError) && !(error instanceof FaultedRequest))
    world.line(`${route.endpoint} failed: ${error instanceof Error ? error.name : 'unknown'}`);
  const known = error instanceof StreamError || error instanceof FaultedRequest;
  const fault = known ? error : new StreamError('internal', 'internal error');
  return new Response(JSON.stringify(errorBody(fault, route.endpoint)), {
    status: fault.status,
    headers: { 'content-type': 'application/json', ...headers },
  });
};

const record = (world: World, context: Context, body: Uint8Array): void => {
  const { pathname, search } = new URL(context.req.url);
  world.wire('in', 'http', readableUrl(pathname + search));
  if (body.length > 0) world.wire('in', 'http', body);
};

class FaultedRequest extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number) {
    super('fault switch');
    this.status = status;
    this.code = code;
  }
}

const applyFault = async (world: World, context: Context): Promise<void> => {
  const fault = world.faults.takeRequest(context.req.method, context.req.path);
  if (!fault) return;
  await sleep(fault.delayMs, undefined, { signal: world.background.signal });
  if (fault.status !== undefined) throw new FaultedRequest(fault.status, fault.code);
};

const readRequest = async (world: World, context: Context, bytes: Uint8Array): Promise<ApiRequest> => {
  const query = new URL(context.req.url).searchParams;
  const caller = await authenticate(world, context, query);
  const params = Object.fromEntries(Object.entries(context.req.param() as Record<string, string>));
  const type = context.req.header('content-type') ?? '';
  const base = { caller, params, query, info: requestInfo(context, caller) };
  if (!type.startsWith('multipart/form-data')) return { ...base, body: readJson(bytes) };
  return { ...base, body: {}, form: await readForm(bytes, type) };
};

const authenticate = async (world: World, context: Context, query: URLSearchParams): Promise<Caller> => {
  if (query.get('api_key') !== world.apiKey) throw new StreamError('badApiKey', 'api_key is not valid');
  const type = context.req.header('stream-auth-type') ?? query.get('stream-auth-type');
  if (type !== 'jwt') throw new StreamError('authFailed', 'stream-auth-type must be jwt');
  return verifyToken(world, context.req.header('authorization'));
};

const readJson = (bytes: Uint8Array): Custom => {
  if (bytes.length === 0) return {};
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Custom;
  } catch {
    // Answered below: a body that cannot be read is refused like one that is no object.
  }
  throw new StreamError('input', 'the body must be a JSON object');
};

const readForm = async (bytes: Uint8Array, type: string): Promise<FormData> => {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new StreamError('input', 'the body is not valid multipart');
  }
};

const requestInfo = (context: Context, caller: Caller): RequestInfo => ({
  type: caller.kind === 'server' ? 'server' : 'client',
  ip: '127.0.0.1',
  user_agent: context.req.header('user-agent') ?? '',
  sdk: context.req.header('x-stream-client') ?? context.req.query('X-Stream-Client') ?? '',
  ext: context.req.header('x-stream-ext') ?? '',
});

/** `GET`, `PUT` and `DELETE /_faults`; the schema is in `faults.ts`. No key is asked for: the emulator is loopback only. */
const addFaultRoutes = (app: Hono, world: World): void => {
  app.get('/_faults', (context) => context.json(world.faults.get()));
  app.put('/_faults', async (context) => {
    try {
      const patch = readJson(new Uint8Array(await context.req.arrayBuffer())) as StreamFaultPatch;
      return context.json(world.faults.set(patch));
    } catch (error) {
      const message = error instanceof StreamError ? error.message : 'the patch could not be applied';
      return context.json({ message }, 400);
    }
  });
  app.delete('/_faults', (context) => {
    world.faults.reset();
    return context.json(world.faults.get());
  });
};
