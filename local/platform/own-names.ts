import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const OWN_NAME = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/** RFC 9110, section 15.5.20: the request was led to a server that does not answer for its name. */
const MISDIRECTED = 421;

/** Whether a `Host` header names this machine itself, or the address that a server listens on. */
const isOwnName = (host: string | undefined, address: string): boolean =>
  host !== undefined && (OWN_NAME.test(host) || host.replace(/:\d{1,5}$/, '') === address);

/**
 * Has a server answer to this machine's own names and its own address only. A page of a stranger's may have its name resolve to 127.0.0.1, and is then of one origin with what
 * answers there (DNS rebinding): its requests carry the stranger's name. Before all listeners, those added later too.
 */
export const answerToOwnNamesOnly = (server: Server, address: string): void => {
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  server.emit = ((event: string, ...args: unknown[]): boolean => {
    if (!['request', 'checkContinue', 'checkExpectation', 'upgrade'].includes(event))
      return emit(event, ...args);
    const [request, answer] = args as [IncomingMessage, ServerResponse | Duplex];
    if (isOwnName(request.headers.host, address)) return emit(event, ...args);
    refuse(answer);
    return true;
  }) as typeof server.emit;
};

const refuse = (answer: ServerResponse | Duplex): void => {
  if ('writeHead' in answer) answer.writeHead(MISDIRECTED, { connection: 'close' }).end();
  else
    answer.end(
      `HTTP/1.1 ${MISDIRECTED} Misdirected Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
};
