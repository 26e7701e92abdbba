import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';

type Handler = (event: never, context: never) => unknown;

type Request = {
  /** The token's subject; null for a token without one. */
  subject?: string | null;
  /** When the token says that its user signed in, as the gateway hands it on. */
  authTime?: string;
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  rawBody?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
  /** What the gateway found in the path's braces and behind the question mark, decoded. */
  path?: Record<string, string>;
  query?: Record<string, string>;
};

export type Reply = { statusCode: number; headers: Record<string, unknown>; body: unknown };

/** Calls a handler as the gateway would, and reads its answer. */
export const call = async (handler: unknown, request: Request = {}): Promise<Reply> => {
  const {
    subject = 'alice',
    body,
    rawBody,
    isBase64Encoded = false,
    headers = {},
    path,
    query,
    authTime,
  } = request;
  const claims = {
    ...(subject !== null && { sub: subject }),
    ...(authTime !== undefined && { auth_time: authTime }),
  };
  const event = {
    version: '2.0',
    headers,
    isBase64Encoded,
    ...(path && { pathParameters: path }),
    ...(query && { queryStringParameters: query }),
    ...(rawBody !== undefined || body !== undefined ? { body: rawBody ?? JSON.stringify(body) } : {}),
    requestContext: {
      authorizer: { jwt: { claims, scopes: null } },
    },
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
  const context = {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => 10_000,
  } as Context;
  const answer = (await (handler as Handler)(
    event as never,
    context as never,
  )) as APIGatewayProxyStructuredResultV2;
  return {
    statusCode: answer.statusCode ?? 0,
    headers: answer.headers ?? {},
    body: JSON.parse(answer.body ?? 'null'),
  };
};
