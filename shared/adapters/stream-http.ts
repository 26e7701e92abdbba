import { type HttpAnswer, httpCall } from './http-call.ts';

type Params = Record<string, unknown>;
type Asked = { params?: Params; headers: Record<string, string> };

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
 * What stream-chat makes its calls with, in the place of axios: those of them that a server makes, by the one way out of all functions. The deadline is over
 * the whole answer. Throws {@link NoStreamAnswerError}; an answer that refuses is given, and stream-chat throws what it says.
 */
export const createStreamHttp = (deadlineMs: number) => {
  const send = async (method: string, address: string, { params = {}, headers }: Asked, data?: unknown) => {
    const url = new URL(address);
    url.search = queryOf(params);
    const isJson = data !== undefined && data !== null && !(data instanceof Uint8Array);
    const body = isJson ? JSON.stringify(data) : (data ?? undefined);
    const signal = AbortSignal.timeout(deadlineMs);
    const sent = { ...headers, ...(isJson && { 'content-type': 'application/json' }) };
    const answer = await httpCall({ url, method, headers: sent, body, signal }).catch((cause) => {
      throw new NoStreamAnswerError('Stream did not answer', { cause, code: codeOf(cause) });
    });
    return demandOfStream({ ...answer, data: readJson(answer.text) });
  };
  const without = (method: string) => (url: string, asked: Asked) => send(method, url, asked);
  const withBody = (method: string) => (url: string, data: unknown, asked: Asked) =>
    send(method, url, asked, data);
  return {
    get: without('GET'),
    delete: without('DELETE'),
    post: withBody('POST'),
    /** An upload, as the doctor makes one; its headers name the boundary of its parts. */
    postForm: (url: string, form: { getBuffer: () => Buffer }, asked: Asked) =>
      send('POST', url, asked, form.getBuffer()),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
  };
};

/** As stream-chat itself writes them: what is not a plain value is JSON. */
const queryOf = (params: Params): string =>
  Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
    .map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

/** Never null or undefined, which stream-chat would look into. */
const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) ?? text;
  } catch {
    return text;
  }
};

/** Every good answer of Stream says how long it took (stream-chat, `APIResponse`). What does not is of somebody in between, or cut off. */
const demandOfStream = <Answer extends HttpAnswer & { data: unknown }>(answer: Answer): Answer => {
  const isGood = answer.status >= 200 && answer.status < 300;
  if (!isGood || typeof (answer.data as { duration?: unknown }).duration === 'string') return answer;
  throw new NoStreamAnswerError('The answer is not of Stream', { code: NOT_OF_STREAM });
};

const codeOf = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};
