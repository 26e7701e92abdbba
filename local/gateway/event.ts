import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Deployment, RouteSpec } from '../template/deployment.ts';
import { type CompressedBodies, eventBody } from './event-body.ts';
import type { GatewayRequest } from './request.ts';

/** What the JWT authorizer leaves in the event. */
export type JwtContext = { claims: Record<string, string>; scopes: string[] | null };

export type EventContext = {
  deployment: Deployment;
  route: RouteSpec;
  pathParameters: Record<string, string>;
  requestId: string;
  jwt?: JwtContext;
  compressed?: CompressedBodies;
};

type JwtEvent = Omit<APIGatewayProxyEventV2, 'requestContext'> & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & { authorizer?: { jwt: JwtContext } };
};

/**
 * The payload 2.0 event of a request ("Create AWS Lambda proxy integrations for HTTP APIs"). Absent things are absent,
 * not null. `x-forwarded-*` say HTTPS on 443 as they would on AWS.
 */
export const toEvent = (request: GatewayRequest, body: Buffer, context: EventContext): JwtEvent => {
  const { route, pathParameters } = context;
  const query = queryParameters(request.rawQueryString);
  return {
    version: '2.0',
    routeKey: routeKeyOf(route),
    rawPath: request.path,
    rawQueryString: request.rawQueryString,
    ...(request.cookies.length && { cookies: request.cookies }),
    headers: {
      ...request.headers,
      'content-length': String(body.length),
      'x-amzn-trace-id': `Root=1-${epochSeconds().toString(16)}-${randomBytes(12).toString('hex')}`,
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query && { queryStringParameters: query }),
    requestContext: requestContext(request, context),
    ...(Object.keys(pathParameters).length && { pathParameters }),
    ...eventBody(body, request.headers, context.compressed),
  };
};

export const routeKeyOf = ({ method, path }: RouteSpec) => (path === '$default' ? path : `${method} ${path}`);

const requestContext = (request: GatewayRequest, { deployment, route, requestId, jwt }: EventContext) => {
  const now = new Date();
  return {
    accountId: deployment.accountId,
    apiId: deployment.apiId,
    ...(jwt && { authorizer: { jwt } }),
    domainName: `${deployment.apiId}.execute-api.${deployment.region}.amazonaws.com`,
    domainPrefix: deployment.apiId,
    http: {
      method: request.method,
      path: request.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: routeKeyOf(route),
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
};

const epochSeconds = () => Math.floor(Date.now() / 1000);

/** `22/Nov/2026:11:44:16 +0000` */
const commonLogTime = (date: Date) => {
  const [, day, month, year, time] = date.toUTCString().split(/,? /);
  return `${day}/${month}/${year}:${time} +0000`;
};

const queryParameters = (query: string): Record<string, string> | undefined => {
  if (!query) return undefined;
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
};
