import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ErrorBody } from '../contract/error-body.ts';
import type { Route } from '../contract/route.ts';
import { AppError } from '../domain/app-error.ts';
import { describeError, log } from '../log.ts';
import { count, type RouteName } from '../metrics.ts';
import { jsonResponse } from './json-response.ts';

/**
 * The only place that turns a failure into an answer. Anything that the contract does not name for this route is
 * `INTERNAL_ERROR`, and says no more: clients are generated from that list.
 */
export const errorResponder = ({
  name: route,
  errors,
}: Pick<Route, 'errors'> & { name: RouteName }): MiddlewareObj<
  unknown,
  APIGatewayProxyStructuredResultV2
> => ({
  onError: (request) => {
    const requestId = request.context.awsRequestId;
    const error =
      request.error instanceof AppError && errors.includes(request.error.type)
        ? request.error
        : new AppError('INTERNAL_ERROR', { cause: request.error });
    count('RequestErrors', error.type);
    if (error.statusCode >= 500) {
      count('ServerErrors', route);
      log('error', {
        event: 'failure',
        route,
        requestId,
        errorType: error.type,
        ...describeError(error.cause),
      });
    }
    request.response = toResponse(error, requestId);
  },
});

const toResponse = (error: AppError, requestId: string): APIGatewayProxyStructuredResultV2 => {
  const { type, message, dueAt, retryAfterSeconds: retryAfter } = error;
  const body: ErrorBody = { error: { type, message, requestId, ...(dueAt !== undefined && { dueAt }) } };
  return jsonResponse(
    error.statusCode,
    body,
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
};
