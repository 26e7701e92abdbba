import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { chatUserIdOf } from '../domain/chat-user-id.ts';
import type { Guard } from '../domain/guard.ts';
import { log } from '../log.ts';
import { measure, type RouteName } from '../metrics.ts';

type Request = { event: APIGatewayProxyEventV2 };

/**
 * One line and one latency for each request: route, status and time, and a keyed hash of the caller. Nothing of what was asked or answered.
 * The gateway's access log has no variable for a hash, only the claim itself (API Gateway guide, "Customize HTTP API access logs"): its `requestId` is
 * `gatewayRequestId` here, and so leads from its line to the caller's hash.
 */
export const requestLog = (
  route: RouteName,
  nameCaller?: Guard['nameCaller'],
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const startedAt = new WeakMap<object, number>();
  const callerIn = ({ event }: Request): string | undefined => {
    const subject = subjectOf(event);
    return subject === undefined ? undefined : nameCaller?.(chatUserIdOf(subject));
  };
  const write: MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>['after'] = (
    request,
  ) => {
    const durationMs = Math.round(performance.now() - (startedAt.get(request.event) ?? performance.now()));
    const statusCode = request.response?.statusCode ?? 500;
    const caller = callerIn(request);
    const { requestId: gatewayRequestId } = request.event.requestContext ?? {};
    log('info', {
      event: 'request',
      route,
      requestId: request.context.awsRequestId,
      ...(gatewayRequestId !== undefined && { gatewayRequestId }),
      ...(caller !== undefined && { caller }),
      statusCode,
      durationMs,
    });
    measure('RequestLatency', durationMs, route);
  };
  return {
    before: ({ event }) => {
      startedAt.set(event, performance.now());
      callerIn({ event }); // so that the key is read meanwhile
    },
    after: write,
    onError: write,
  };
};

/** What the gateway's authorizer found; an operator's call and Stream's have none. */
const subjectOf = ({ requestContext }: APIGatewayProxyEventV2): string | undefined => {
  const { authorizer } = (requestContext ?? {}) as {
    authorizer?: { jwt?: { claims?: Record<string, unknown> } };
  };
  const subject = authorizer?.jwt?.claims?.sub;
  return typeof subject === 'string' && subject !== '' ? subject : undefined;
};
