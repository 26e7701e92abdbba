import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { log } from '../log.ts';
import { measure, type RouteName } from '../metrics.ts';

/** One line and one latency for each request: route, status and time. Nothing of what was asked or answered. */
export const requestLog = (
  route: RouteName,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const startedAt = new WeakMap<object, number>();
  const write: MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>['after'] = (
    request,
  ) => {
    const durationMs = Math.round(performance.now() - (startedAt.get(request.event) ?? performance.now()));
    const statusCode = request.response?.statusCode ?? 500;
    log('info', { event: 'request', route, requestId: request.context.awsRequestId, statusCode, durationMs });
    measure('RequestLatency', durationMs, route);
  };
  return {
    before: ({ event }) => {
      startedAt.set(event, performance.now());
    },
    after: write,
    onError: write,
  };
};
