import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { nothing, type Route } from '../contract/route.ts';
import type { Account } from '../domain/account-gate.ts';
import { AppError } from '../domain/app-error.ts';
import { behindGuard, type Entry, type Guard } from '../domain/guard.ts';
import type { RouteName } from '../metrics.ts';
import { authTimeOf, callerOf } from './caller.ts';
import { checkRequest } from './check-request.ts';
import { errorResponder } from './error-responder.ts';
import { jsonResponse } from './json-response.ts';
import { jsonBodyOf } from './request-body.ts';
import { requestLog } from './request-log.ts';

type Output<Schema> = Schema extends z.core.$ZodType ? z.output<Schema> : Record<string, never>;
type Part<R extends Route, Name extends 'params' | 'query'> = Output<Name extends keyof R ? R[Name] : never>;

type Asked<R extends Route> = {
  /** Chat user id of the token's subject. */
  userId: string;
  /** The token's claim of that name, unread; undefined when it has none. */
  authTime: unknown;
  /** What stood in the path's braces and behind the question mark. */
  params: Part<R, 'params'>;
  query: Part<R, 'query'>;
  body: z.output<R['request']>;
  /** What the guard read of the caller's account before; nothing where it reads beside. */
  account: Account;
};

type Respond<R extends Route> = (
  asked: Asked<R>,
) => Promise<{ statusCode: R['statuses'][number]; body: z.input<R['response']> }>;

/** What an endpoint's handler is made of. */
export type Guarded<Deps> = Deps & { guard: Guard };

/**
 * The one chain of every endpoint that people's apps call: log, errors, caller, guard, JSON, schemas, answer. The guard comes before anything that
 * was sent is read, so that wrong requests count as much as right ones. The answer passes through the contract too: a field that is not in it
 * does not leave. API Gateway has decoded what it found in path and query.
 */
export const endpoint = <R extends Route & { name: RouteName }>(
  route: R,
  entry: Entry,
  respond: Respond<R>,
) =>
  middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
    .use(requestLog(route.name, entry.guard.nameCaller))
    .use(errorResponder(route))
    .handler(async (event, context) => {
      const userId = callerOf(event);
      const work = behindGuard(entry, userId, async (account) =>
        respond({ ...askedOf(route, userId, event), account }),
      );
      const answer = await Promise.race([work, timeIsUp(context.getRemainingTimeInMillis() - RESERVE_MS)]);
      return jsonResponse(answer.statusCode, z.parse(route.response, answer.body));
    });

/** For the answer itself. */
const RESERVE_MS = 500;

/**
 * Lambda ends a function at its time limit, and the gateway then answers in words of its own. Every outward call has a deadline, but when one
 * after another takes all of its own, as what takes back a failure may, they come to more. What was begun may still be finished in the background.
 */
const timeIsUp = (milliseconds: number): Promise<never> =>
  new Promise((_, reject) => {
    const isOver = AbortSignal.timeout(Math.max(0, milliseconds));
    isOver.addEventListener('abort', () => reject(new AppError('INTERNAL_ERROR', { cause: isOver.reason })));
  });

/** What was asked, checked. Throws `PAYLOAD_TOO_LARGE`, `INVALID_REQUEST`. */
const askedOf = <R extends Route>(
  route: R,
  userId: string,
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
): Omit<Asked<R>, 'account'> => {
  const sent = jsonBodyOf(event, route.maxBody);
  const params = checkRequest(route.params ?? nothing, event.pathParameters, 'path');
  const query = checkRequest(route.query ?? nothing, event.queryStringParameters, 'query');
  const body = checkRequest(route.request, sent, 'body');
  return { userId, authTime: authTimeOf(event), params, query, body } as Omit<Asked<R>, 'account'>;
};
