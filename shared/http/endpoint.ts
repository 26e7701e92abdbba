import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Route } from '../contract/routes.ts';
import { behindGuard, type Entry, type Guard } from '../domain/guard.ts';
import type { RouteName } from '../metrics.ts';
import { authTimeOf, callerOf } from './caller.ts';
import { checkRequest } from './check-request.ts';
import { errorResponder } from './error-responder.ts';
import { jsonResponse } from './json-response.ts';
import { jsonBody } from './request-body.ts';
import { requestLog } from './request-log.ts';

const nothing = z.strictObject({});
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;
type Part<R extends Route, Name extends 'params' | 'query'> = Output<Name extends keyof R ? R[Name] : never>;

type Respond<R extends Route> = (request: {
  /** Chat user id of the token's subject. */
  userId: string;
  /** The token's claim of that name, unread; undefined when it has none. */
  authTime: unknown;
  /** What stood in the path's braces and behind the question mark. */
  params: Part<R, 'params'>;
  query: Part<R, 'query'>;
  body: z.output<R['request']>;
}) => Promise<{ statusCode: R['statuses'][number]; body: z.input<R['response']> }>;

/** What an endpoint's handler is made of. */
export type Guarded<Deps> = Deps & { guard: Guard };

/**
 * The one chain of every endpoint that people's apps call: log, errors, JSON, caller, schemas, guard, answer. The answer passes
 * through the contract too: a field that is not in it does not leave. API Gateway has decoded what it found in path and
 * query.
 */
export const endpoint = <R extends Route & { name: RouteName }>(
  route: R,
  entry: Entry,
  respond: Respond<R>,
) =>
  middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
    .use(requestLog(route.name, entry.guard.nameCaller))
    .use(errorResponder(route))
    .use(jsonBody())
    .handler(async (event) => {
      const userId = callerOf(event);
      const params = checkRequest(route.params ?? nothing, event.pathParameters, 'path');
      const query = checkRequest(route.query ?? nothing, event.queryStringParameters, 'query');
      const body = checkRequest(route.request, event.body, 'body');
      const request = { userId, authTime: authTimeOf(event), params, query, body } as Parameters<
        Respond<R>
      >[0];
      const answer = await behindGuard(entry, userId, () => respond(request));
      return jsonResponse(answer.statusCode, route.response.parse(answer.body));
    });
