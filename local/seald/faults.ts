// Fault switches of both servers: `PUT`, `GET`, `DELETE /_faults`, or the same in process.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import type { NodeEnv } from './node-env.ts';

export const FAULTS_PATH = '/_faults';

/** `path`: only requests whose path starts so; `times`: how many requests, else until reset. */
const When = { path: z.string().startsWith('/').optional(), times: z.int().positive().optional() };

export const Fault = z.discriminatedUnion('kind', [
  /** The socket is destroyed before any answer. */
  z.strictObject({ kind: z.literal('down'), ...When }),
  /** The request waits, then goes on to the next fault or its normal answer. */
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(1).max(60_000), ...When }),
  /** An error of this status; `code` is the API's `error_code` (on SSKS, `detail`). */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    code: z.string().min(1).optional(),
    ...When,
  }),
  /** 200 with a body that is not JSON. */
  z.strictObject({ kind: z.literal('malformed'), ...When }),
]);
export type Fault = z.infer<typeof Fault>;

export type FaultSwitch = {
  /** Replaces the standing faults and does the one-time acts. Throws a ZodError for an unknown member. */
  put: (settings: unknown) => void;
  /** The standing settings, `times` counted down. */
  get: () => unknown;
  reset: () => void;
};

/** Answers `/_faults` of one server. */
export const addFaultSwitch = (app: Hono<NodeEnv>, faults: FaultSwitch): void => {
  app.get(FAULTS_PATH, (c) => c.json(faults.get()));
  app.put(FAULTS_PATH, async (c) => {
    try {
      faults.put(await c.req.json());
    } catch {
      return c.json({ detail: 'not fault settings' }, 400);
    }
    return c.json(faults.get());
  });
  app.delete(FAULTS_PATH, (c) => {
    faults.reset();
    return c.json(faults.get());
  });
};

/** Applies the standing faults, in order, to every request but those to the switch itself. */
export const applyFaults = (
  standing: () => Fault[],
  errorBody: (code: string) => object,
): MiddlewareHandler<NodeEnv> => {
  return async (c, next) => {
    if (c.req.path === FAULTS_PATH) return next();
    for (const fault of standing().filter(({ path }) => !path || c.req.path.startsWith(path))) {
      countDown(standing(), fault);
      if (fault.kind !== 'slow') return failWith(c, fault, errorBody);
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    }
    return next();
  };
};

const countDown = (standing: Fault[], fault: Fault) => {
  if (fault.times === undefined) return;
  fault.times -= 1;
  if (fault.times === 0) standing.splice(standing.indexOf(fault), 1);
};

const failWith = (
  c: Context<NodeEnv>,
  fault: Exclude<Fault, { kind: 'slow' }>,
  errorBody: (code: string) => object,
): Response => {
  if (fault.kind === 'down') {
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.kind === 'malformed') return c.body('{"truncat', 200, { 'content-type': 'application/json' });
  return c.json(errorBody(fault.code ?? 'SWITCHED_FAULT'), fault.status as ContentfulStatusCode);
};
