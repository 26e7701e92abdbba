import type { CorsSpec } from '../template/deployment.ts';
import type { Answer } from './answer.ts';
import type { GatewayRequest } from './request.ts';

type Headers = Record<string, string>;

/**
 * Answers an `OPTIONS` request, which API Gateway does by itself once CORS is configured, route or not
 * ("Configure CORS for HTTP APIs"). An origin that is not allowed gets the same 204 without the headers.
 */
export const preflight = (cors: CorsSpec, request: GatewayRequest): Answer => ({
  status: 204,
  headers: isPreflight(request)
    ? { ...originHeaders(cors, request), ...preflightHeaders(cors, request) }
    : {},
  cookies: [],
  body: Buffer.alloc(0),
});

/** The API's CORS headers in place of any the function set, which API Gateway ignores. */
export const withCors = (cors: CorsSpec, request: GatewayRequest, answer: Answer): Answer => {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...answer, headers: { ...Object.fromEntries(own), ...originHeaders(cors, request) } };
};

const isPreflight = ({ headers }: GatewayRequest) => 'access-control-request-method' in headers;

const originHeaders = (cors: CorsSpec, { headers }: GatewayRequest): Headers => {
  const { origin } = headers;
  if (!origin || !isAllowed(cors, origin)) return {};
  const any = cors.allowOrigins.includes('*');
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(!any && { vary: 'origin' }),
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposeHeaders.length && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
  };
};

const preflightHeaders = (cors: CorsSpec, { headers }: GatewayRequest): Headers =>
  headers.origin && isAllowed(cors, headers.origin)
    ? {
        ...(cors.allowMethods.length && { 'access-control-allow-methods': cors.allowMethods.join(',') }),
        ...(cors.allowHeaders.length && { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
        ...(cors.maxAge !== undefined && { 'access-control-max-age': String(cors.maxAge) }),
      }
    : {};

const isAllowed = ({ allowOrigins }: CorsSpec, origin: string) =>
  allowOrigins.some((allowed) =>
    allowed.endsWith('://*')
      ? origin.startsWith(allowed.slice(0, -1))
      : allowed === '*' || allowed === origin,
  );
