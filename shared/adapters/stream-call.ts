import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../contract/parse-json.ts';
import { httpCall } from './http-call.ts';

/** `deadlineMs` is over one whole answer. */
export type StreamAccess = { url: string; apiKey: string; apiSecret: string; deadlineMs: number };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Params = Readonly<Record<string, unknown>>;
/** What of a call is not in its path. `params` that are no plain values go as JSON, `undefined` not at all. */
type Sent = { params?: Params; body?: object };

export type StreamCall = <Answer>(method: Method, path: string, sent?: Sent) => Promise<Answer>;

/** There was no whole answer of Stream's. `code` is Node's, where a connection broke. */
export class NoStreamAnswerError extends Error {
  override readonly name = 'NoStreamAnswerError';
  readonly code: string | undefined;

  constructor(message: string, { cause, code }: { cause?: unknown; code?: string | undefined }) {
    super(message, { cause });
    this.code = code;
  }
}

export const NOT_OF_STREAM = 'NOT_OF_STREAM';

/**
 * Stream answered, and did not do it. `code` is Stream's own (stream.md section 3), null where the answer has none. Has the fields that the vendor's
 * error has, without Stream's words: those may quote the call.
 */
export class StreamStatusError extends Error {
  override readonly name = 'StreamStatusError';
  readonly status: number;
  readonly code: number | null;
  readonly response: { readonly headers: IncomingHttpHeaders };

  constructor(status: number, code: number | null, headers: IncomingHttpHeaders) {
    super(`Stream answered ${status}`);
    this.status = status;
    this.code = code;
    this.response = { headers };
  }
}

/** Which SDK and version Stream takes us for: our calls are the ones that it makes (conformance test). */
const ASKS_AS = 'stream-chat-js-v9.53.0-node|app=sealed-stream';

/**
 * Calls of Stream's API as the app's server (stream.md sections 1 and 2), by the one way out of all functions. Nothing is tried again. Throws
 * {@link StreamStatusError} for an answer that is no success, and {@link NoStreamAnswerError} when there is none of Stream's in time.
 */
export const createStreamCall = ({ url, apiKey, apiSecret, deadlineMs }: StreamAccess): StreamCall => {
  const headers = {
    authorization: serverToken(apiSecret),
    'stream-auth-type': 'jwt',
    'x-stream-client': ASKS_AS,
  };
  return async <Answer>(method: Method, path: string, { params, body }: Sent = {}) => {
    const {
      status,
      headers: told,
      text,
    } = await httpCall({
      url: `${url}${path}?${queryOf({ api_key: apiKey, ...params })}`,
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    }).catch((cause) => {
      throw new NoStreamAnswerError('Stream did not answer', { cause, code: textIn(cause, 'code') });
    });
    const answer = parseJson(text);
    if (status < 200 || status >= 300) throw new StreamStatusError(status, codeIn(answer), told);
    // Every good answer of Stream says how long it took. What does not is of somebody in between, or cut off.
    if (textIn(answer, 'duration') === undefined)
      throw new NoStreamAnswerError('The answer is not of Stream', { code: NOT_OF_STREAM });
    return answer as Answer;
  };
};

/** Names no time and never ends: who has the secret can make one whenever they like. */
const serverToken = (apiSecret: string): string => {
  const signed = [{ alg: 'HS256', typ: 'JWT' }, { server: true }].map(asPart).join('.');
  return `${signed}.${createHmac('sha256', apiSecret).update(signed).digest('base64url')}`;
};

const asPart = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const queryOf = (params: Params): string =>
  Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

const codeIn = (answer: unknown): number | null => {
  const { code } = (answer ?? {}) as { code?: unknown };
  return typeof code === 'number' ? code : null;
};

const textIn = (from: unknown, name: string): string | undefined => {
  const { [name]: text } = (from ?? {}) as Record<string, unknown>;
  return typeof text === 'string' ? text : undefined;
};
