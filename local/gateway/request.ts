import type { IncomingMessage } from 'node:http';

/** HTTP API's limit on a body ("Quotas for configuring and running an HTTP API": 10 MB). */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** After this much of a too large body the connection is cut instead of read to its end. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

export type GatewayRequest = {
  method: string;
  /** Path as sent, without the query string. */
  path: string;
  rawQueryString: string;
  /** Lower-case names; a header sent more than once is joined with a comma. Without cookies. */
  headers: Record<string, string>;
  cookies: string[];
  /** Null when it is larger than the gateway takes. */
  body: Buffer | null;
  sourceIp: string;
  protocol: string;
};

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

/** Reads a whole request. A body over 10 MB is read past and dropped; far over, the connection is cut. */
export const readRequest = async (message: IncomingMessage): Promise<GatewayRequest> => {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  const { cookie, ...headers } = joinHeaders(message.rawHeaders);
  return {
    method: message.method ?? 'GET',
    path,
    rawQueryString: query.join('?'),
    headers,
    cookies: cookie?.split(/;\s*/).filter(Boolean) ?? [],
    body: await readBody(message),
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${message.httpVersion}`,
  };
};

const joinHeaders = (raw: string[]): Record<string, string> => {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    if (HOP_BY_HOP.has(name)) continue;
    const before = headers.get(name);
    const value = raw[index + 1] ?? '';
    const separator = name === 'cookie' ? '; ' : ',';
    headers.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }
  return Object.fromEntries(headers);
};

const readBody = async (message: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Uint8Array).byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Uint8Array);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) message.destroy();
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null;
};
