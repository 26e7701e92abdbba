import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Route } from '../contract/routes.ts';
import { callerOf } from './caller.ts';
import { errorResponder } from './error-responder.ts';
import { jsonResponse } from './json-response.ts';
import { checkBody, jsonBody } from './request-body.ts';
import { requestLog } from './request-log.ts';

type Respond<R extends Route> = (request: {
  /** Chat user id of the token's subject. */
  userId: string;
  body: z.output<R['request']>;
}) => Promise<{ statusCode: R['statuses'][number]; body: z.input<R['response']> }>;

/**
 * The one chain of every endpoint that people's apps call: log, errors, JSON, caller, schema, answer. The answer passes
 * through the contract too: a field that is not in it does not leave.
 */
export const endpoint = <R extends Route>(route: R, respond: Respond<R>) =>
  middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
    .use(requestLog(route.name))
    .use(errorResponder(route.name))
    .use(jsonBody())
    .handler(async (event) => {
      const userId = callerOf(event);
      const body = checkBody(route.request, event.body);
      const answer = await respond({ userId, body: body as z.output<R['request']> });
      return jsonResponse(answer.statusCode, route.response.parse(answer.body));
    });
