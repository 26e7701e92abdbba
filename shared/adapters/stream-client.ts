import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../secrets.ts';
import type { ReadSecret } from './secrets-manager.ts';
import { NOT_OF_STREAM, NoStreamAnswerError } from './stream-call.ts';
import { retryAfterOf } from './stream-rate-limit.ts';
import { createStreamServer, type StreamServer } from './stream-server.ts';

/** For one request. A person is waiting, and the function has to say so before it is ended itself. */
const DEADLINE_MS = 2_500;
/** For all waits of one call together: enough when only the calls of one second were too many. */
const PATIENCE_MS = 2_000;
/** So that those refused together do not come back together. */
const SPREAD_MS = 1_000;

/** Does a call of Stream, perhaps twice: it must be one that can be repeated. */
export type StreamClient = <Answer>(call: (client: StreamServer) => Promise<Answer>) => Promise<Answer>;

/**
 * Stream's server client for the functions. Makes another one when the secret has changed, and reads the secret anew when
 * Stream does not take it. A connection that broke, as those do that a frozen function kept open, an answer of 5xx and one that is not Stream's are
 * tried once more; a timeout is not. What Stream refuses for its rate limit is tried again when Stream says, within `patienceMs`.
 * Throws what {@link createStreamServer} throws.
 */
export const createStreamClient = ({
  url,
  secret,
  deadlineMs = DEADLINE_MS,
  patienceMs = PATIENCE_MS,
  pause = sleep,
}: {
  url: string;
  secret: ReadSecret<'stream'>;
  deadlineMs?: number;
  patienceMs?: number;
  pause?: (milliseconds: number) => Promise<unknown>;
}): StreamClient => {
  let held: { secret: Secret<'stream'>; client: StreamServer } | undefined;
  const clientFor = (current: Secret<'stream'>): StreamServer => {
    if (!held || !isSame(held.secret, current)) {
      const { apiKey, apiSecret } = current;
      held = { secret: current, client: createStreamServer({ url, apiKey, apiSecret, deadlineMs }) };
    }
    return held.client;
  };
  const once: StreamClient = async (call) => {
    const current = await secret();
    try {
      return await call(clientFor(current));
    } catch (error) {
      const known = isRefusedSecret(error) ? await secret({ anew: true }) : current;
      if (known === current && !isPassing(error)) throw error;
      return await call(clientFor(known));
    }
  };
  return async (call) => {
    let patience = patienceMs;
    for (;;) {
      try {
        return await once(call);
      } catch (error) {
        const seconds = retryAfterOf(error, Date.now());
        const wait = (seconds ?? 0) * 1000 + Math.random() * SPREAD_MS;
        if (seconds === null || wait > patience) throw error;
        patience -= wait;
        await pause(wait);
      }
    }
  };
};

const isSame = (one: Secret<'stream'>, other: Secret<'stream'>): boolean =>
  one.apiKey === other.apiKey && one.apiSecret === other.apiSecret;

const statusOf = (error: unknown): unknown => (error as { status?: unknown } | null)?.status;

const isRefusedSecret = (error: unknown): boolean => statusOf(error) === 401;

const isPassing = (error: unknown): boolean => {
  const status = statusOf(error);
  if (typeof status === 'number') return status >= 500;
  return error instanceof NoStreamAnswerError && BROKEN_CONNECTION.includes(error.code ?? '');
};

const BROKEN_CONNECTION = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  NOT_OF_STREAM,
];
