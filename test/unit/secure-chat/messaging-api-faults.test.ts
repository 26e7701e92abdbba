import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createMessagingApi,
  type MessagingApi,
} from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { listen } from '../../../local/platform/serve.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { everyCall } from '../../support/every-call.ts';

/** Short where an answer never comes whole, and long enough for a busy machine where it does. */
const SHORT_MS = 100;
const LONG_MS = 20_000;
const UPSTREAM_WORDS = 'UPSTREAM-WORDS';
const PAGE = `<!doctype html><title>Bad gateway</title>${UPSTREAM_WORDS}`;

/** What becomes of each call, and what the person's app is told. */
const FAULTS: Record<string, [RequestListener, type: string]> = {
  'no answer': [() => {}, 'TIMEOUT'],
  'a reset connection': [(_, answer) => void answer.socket?.resetAndDestroy(), 'NETWORK_FAILURE'],
  'a page of a gateway': [(_, answer) => void answer.writeHead(502).end(PAGE), 'MALFORMED_ANSWER'],
  'an error of the gateway': [
    (_, answer) => void answer.writeHead(503).end('{"message":"Service Unavailable"}'),
    'GATEWAY_FAILURE',
  ],
  'a page in place of JSON': [(_, answer) => void answer.writeHead(200).end(PAGE), 'MALFORMED_ANSWER'],
  'JSON of another shape': [
    (_, answer) => void answer.writeHead(200).end(JSON.stringify({ words: UPSTREAM_WORDS })),
    'MALFORMED_ANSWER',
  ],
  'half an answer': [
    (_, answer) => {
      answer.writeHead(200, { 'content-length': 100 });
      answer.write('{"id":', () => answer.destroy());
    },
    'NETWORK_FAILURE',
  ],
  'an answer a byte at a time': [
    (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      const dripping = setInterval(() => answer.write(' '), 5);
      answer.once('close', () => clearInterval(dripping));
    },
    'TIMEOUT',
  ],
};

let fault: RequestListener;
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  server = await listen(
    createServer((request, answer) => fault(request, answer)),
    0,
  );
});
afterAll(() => server.close());

const apiWith = (send: typeof fetch, timeoutMs = SHORT_MS): MessagingApi =>
  createMessagingApi({
    apiUrl: server.url,
    accessToken: async () => 'bearer-token',
    fetch: send,
    timeoutMs,
  });

describe('every call of the Messaging API', () => {
  it('is one that is tried here', () => {
    const names = Object.entries(routes).flatMap(([name, { access }]) => (access === 'user' ? [name] : []));
    expect(Object.keys(everyCall).sort()).toEqual(names.sort());
  });

  it.each(Object.entries(FAULTS))(
    'ends in time, with an error of ours, after %s',
    async (_, [listener, type]) => {
      fault = listener;
      const startedAt = performance.now();
      const ended = await Promise.allSettled(
        Object.values(everyCall).map((call) => call(apiWith(fetch, type === 'TIMEOUT' ? SHORT_MS : LONG_MS))),
      );
      expect(performance.now() - startedAt).toBeLessThan(LONG_MS);
      for (const one of ended) {
        const error = (one as PromiseRejectedResult).reason;
        expect(error).toBeInstanceOf(MessagingApiError);
        expect(error.type).toBe(type);
        expect(error.message).not.toContain(UPSTREAM_WORDS);
      }
    },
  );

  it('ends in time where the platform does not end what it was told to', async () => {
    fault = FAULTS['an answer a byte at a time']?.[0] as RequestListener;
    const deaf: typeof fetch = (address, { signal: _, ...init } = {}) => fetch(address, init);
    await expect(apiWith(deaf).signup()).rejects.toMatchObject({ type: 'TIMEOUT' });
  });
});
