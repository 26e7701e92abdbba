import type { Outcome } from '../lambda/outcome.ts';
import type { Deployment, RouteSpec } from '../template/deployment.ts';
import { type Answer, refusal } from './answer.ts';
import { preflight, withCors } from './cors.ts';
import { routeKeyOf, toEvent } from './event.ts';
import type { CompressedBodies } from './event-body.ts';
import { answerFromOutcome } from './function-answer.ts';
import { type Authorizer, createAuthorizer } from './jwt-authorizer.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import type { GatewayRequest } from './request.ts';
import { createThrottle } from './throttle.ts';

/** API Gateway waits this long for a function ("Quotas for ... an HTTP API": 30 seconds). */
const INTEGRATION_TIMEOUT_MS = 30_000;

export type Handled = {
  answer: Answer;
  /** `none` when no route matched. */
  routeKey: string;
  functionError?: string;
};

export type Invoke = (functionName: string, event: string) => Promise<Outcome>;

/** What the gateway does with one request, from routing to the answer. Never rejects for anything a caller can send. */
export const createRequestHandler = (
  deployment: Deployment,
  invoke: Invoke,
  integrationTimeoutMs = INTEGRATION_TIMEOUT_MS,
  compressedBodies: () => CompressedBodies = () => 'base64',
) => {
  const mayPass = createThrottle(deployment);
  const authorizers = createAuthorizers(deployment.routes);

  const toFunction = async (
    request: GatewayRequest,
    body: Buffer,
    match: RouteMatch,
    requestId: string,
  ): Promise<Handled> => {
    const { route } = match;
    const routeKey = routeKeyOf(route);
    if (!mayPass(route)) return { routeKey, answer: refusal(429) };
    const jwt = await authorizers.get(route)?.(request.headers.authorization);
    if (jwt && 'status' in jwt) return { routeKey, answer: jwt };
    const event = toEvent(request, body, {
      ...match,
      deployment,
      requestId,
      compressed: compressedBodies(),
      ...(jwt && { jwt }),
    });
    const outcome = await within(integrationTimeoutMs, invoke(route.functionName, JSON.stringify(event)));
    if (!outcome) return { routeKey, answer: refusal(503), functionError: 'Gateway.IntegrationTimeout' };
    return {
      routeKey,
      answer: answerFromOutcome(outcome),
      ...(!outcome.ok && { functionError: outcome.error.errorType }),
    };
  };

  const answer = async (request: GatewayRequest, requestId: string): Promise<Handled> => {
    if (!request.body) return { routeKey: 'none', answer: refusal(413) };
    const match = matchRoute(deployment.routes, request.method, request.path);
    if (!match) return { routeKey: 'none', answer: refusal(404) };
    return toFunction(request, request.body, match, requestId);
  };

  return async (request: GatewayRequest, requestId: string): Promise<Handled> => {
    const { cors } = deployment;
    if (!cors) return answer(request, requestId);
    if (request.method === 'OPTIONS') return { routeKey: 'none', answer: preflight(cors, request) };
    const handled = await answer(request, requestId);
    return { ...handled, answer: withCors(cors, request, handled.answer) };
  };
};

/** Routes with the same authorizer settings share one, and with it the issuer's keys. */
const createAuthorizers = (routes: RouteSpec[]) => {
  const bySettings = new Map<string, Authorizer>();
  const byRoute = new Map<RouteSpec, Authorizer>();
  for (const route of routes) {
    if (!route.authorizer) continue;
    const settings = JSON.stringify(route.authorizer);
    const authorizer = bySettings.get(settings) ?? createAuthorizer(route.authorizer);
    bySettings.set(settings, authorizer);
    byRoute.set(route, authorizer);
  }
  return byRoute;
};

const within = async (milliseconds: number, outcome: Promise<Outcome>) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    return await Promise.race([outcome, promise]);
  } finally {
    clearTimeout(timer);
  }
};
