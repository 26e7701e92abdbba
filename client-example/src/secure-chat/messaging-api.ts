import type * as z from 'zod';
import type { ChallengeRequest, ChallengeResponse } from '../../../shared/contract/challenge.ts';
import type { EnrollRequest, EnrollResponse } from '../../../shared/contract/enroll.ts';
import { errorBody } from '../../../shared/contract/error-body.ts';
import { parseJson } from '../../../shared/contract/parse-json.ts';
import { type Route, routes } from '../../../shared/contract/routes.ts';
import type { TokenResponse } from '../../../shared/contract/token.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { MessagingApiError, type MessagingApiErrorType } from './errors.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

const GATEWAY_ERRORS: Record<number, MessagingApiErrorType> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'RATE_LIMITED',
};

export type MessagingApiConfig = {
  /** Origin of the HTTP API, with or without a trailing slash. */
  apiUrl: string;
  /** The token of the team's identity provider; asked for before each call, so it may renew it. */
  accessToken: () => Promise<string>;
  fetch: typeof fetch;
  /** Deadline of one call in milliseconds, 10 000 unless told. */
  timeoutMs?: number | undefined;
};

/** One function per route for users. Each throws `MessagingApiError` and nothing else, save what `accessToken` throws. */
export type MessagingApi = {
  token: () => Promise<TokenResponse>;
  signup: () => Promise<UserResponse>;
  /** Tried once more when there was no answer. */
  me: () => Promise<UserResponse>;
  challenge: (request: ChallengeRequest) => Promise<ChallengeResponse>;
  /** Without a request nothing is said about the signature chain, and what was registered before stays. */
  enroll: (request?: EnrollRequest) => Promise<EnrollResponse>;
};

/** A typed client of the Messaging API, made from the contract's table of routes. Keeps no state. */
export const createMessagingApi = (config: MessagingApiConfig): MessagingApi => ({
  token: () => call(config, routes.token),
  signup: () => call(config, routes.signup),
  me: () => callTwice(config, routes.me),
  challenge: (request) => call(config, routes.challenge, request),
  enroll: (request) => call(config, routes.enroll, request),
});

type Answer<R extends Route> = z.output<R['response']>;

const callTwice = async <R extends Route>(config: MessagingApiConfig, route: R): Promise<Answer<R>> => {
  try {
    return await call(config, route);
  } catch (error) {
    if (!hadNoAnswer(error)) throw error;
    return call(config, route);
  }
};

const hadNoAnswer = (error: unknown) =>
  error instanceof MessagingApiError && (error.type === 'NETWORK_FAILURE' || error.type === 'TIMEOUT');

const call = async <R extends Route>(
  config: MessagingApiConfig,
  route: R,
  body?: z.input<R['request']>,
): Promise<Answer<R>> => {
  const { response, text } = await exchange(config, route, body);
  if (!response.ok) throw refusal(response, text);
  const parsed = route.response.safeParse(parseJson(text));
  if (!parsed.success) throw malformed(response, parsed.error);
  return parsed.data as Answer<R>;
};

const exchange = async (config: MessagingApiConfig, route: Route, body: unknown) => {
  const token = await config.accessToken();
  const url = new URL(route.path.slice(1), config.apiUrl.replace(/\/*$/, '/'));
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const { fetch } = config; // called on its own: browsers refuse a fetch with another `this`
  const signal = AbortSignal.timeout(config.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: route.method,
      headers,
      signal,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { response, text: await response.text() };
  } catch (cause) {
    throw new MessagingApiError(signal.aborted ? 'TIMEOUT' : 'NETWORK_FAILURE', { cause });
  }
};

const refusal = (response: Response, text: string): MessagingApiError => {
  const details = {
    status: response.status,
    requestId: response.headers.get('apigw-requestid') ?? undefined,
    retryAfterSeconds: wholeSeconds(response.headers.get('retry-after')),
  };
  const json = parseJson(text);
  const ours = errorBody.safeParse(json);
  if (ours.success) {
    const { type, requestId } = ours.data.error;
    return new MessagingApiError(type, { ...details, requestId });
  }
  if (!isGatewayBody(json)) return new MessagingApiError('MALFORMED_ANSWER', details);
  return new MessagingApiError(GATEWAY_ERRORS[response.status] ?? 'GATEWAY_FAILURE', details);
};

const malformed = (response: Response, cause: unknown) =>
  new MessagingApiError('MALFORMED_ANSWER', {
    status: response.status,
    requestId: response.headers.get('apigw-requestid') ?? undefined,
    cause,
  });

const isGatewayBody = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'message' in json;

const wholeSeconds = (header: string | null): number | undefined =>
  header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
