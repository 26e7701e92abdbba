import { randomUUID } from 'node:crypto';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';

export type Answer = { status: number; body: Record<string, unknown>; retryAfter: string | null };

type Call = { token?: string | undefined; body?: unknown; headers?: Record<string, string> };

/** Somebody who signed in at the identity provider, with nothing but their token and a way to send requests. */
export type Stranger = {
  name: string;
  userId: string;
  accessToken: string;
  /** Calls the Messaging API. */
  api: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Calls Stream past all clients of ours; needs `meet` first. */
  stream: (method: string, path: string, body?: unknown) => Promise<Answer>;
};

export const send = async (
  method: string,
  url: string,
  { token, body, headers }: Call = {},
): Promise<Answer> => {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parse(text), retryAfter: response.headers.get('retry-after') };
};

const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
};

/** An account of this name at the stack's identity provider, with a token of a sign-in just now unless told. */
export const newStranger = async (
  stack: StackUrls,
  name: string,
  signIn: { signedInSecondsAgo?: number } = {},
): Promise<Stranger> => {
  const { body } = await send('POST', `${stack.issuer}/register`, { body: { name, ...signIn } });
  const { userId, accessToken } = body as { userId: string; accessToken: string };
  let streamToken: Promise<string> | undefined;
  const api: Stranger['api'] = (method, path, body) =>
    send(method, `${stack.api}${path}`, { token: accessToken, body });
  const tokenOf = async () => String((await api('POST', '/token')).body.accessToken);
  const stream: Stranger['stream'] = async (method, path, body) => {
    streamToken ??= tokenOf();
    const url = new URL(stack.stream + path);
    url.searchParams.set('api_key', stack.streamApiKey);
    url.searchParams.set('user_id', userId);
    const headers = { authorization: await streamToken, 'stream-auth-type': 'jwt' };
    return send(method, url.href, { body, headers });
  };
  return { name, userId, accessToken, api, stream };
};

/** Answers with their status and error type counted: `200`, `429 RATE_LIMITED`. */
export const tally = (answers: readonly Answer[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { status, body } of answers) {
    const { type = '' } = (body.error ?? {}) as { type?: string };
    const key = `${status} ${type}`.trim();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

/** As a line: `7 × 200, 3 × 429 RATE_LIMITED`. */
export const inWords = (answers: readonly Answer[]): string =>
  [...tally(answers)].map(([what, times]) => `${times} × ${what}`).join(', ');

export const succeeded = (answers: readonly Answer[]): number =>
  answers.filter(({ status }) => status < 300).length;

export const newId = (): string => randomUUID();
