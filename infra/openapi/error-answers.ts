import * as z from 'zod/mini';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorBody } from '../../shared/contract/error-body.ts';
import { ERROR_MESSAGES } from '../../shared/contract/error-messages.ts';
import { ERROR_STATUS, type ErrorType, SAYS_WHEN_TO_RETRY } from '../../shared/contract/error-types.ts';
import type { Route } from '../../shared/contract/route.ts';

/** One schema and one example of an error answer; both are components of the file, under their `id`. */
type ErrorAnswer = { schema: z.core.$ZodType; example: { id: string; value: unknown } };

const GATEWAY = 'GatewayError';
const gatewayAnswer: ErrorAnswer = {
  schema: z
    .object({ message: z.string() })
    .check(
      z.meta({ id: GATEWAY, description: "The gateway's own answer, without a type: go by the status." }),
    ),
  example: { id: GATEWAY, value: { message: "The gateway's words" } },
};

/**
 * What API Gateway answers by itself on any route that is there. 404: the address is not this API's, or its backend is older than this
 * file. No 403: no route asks for scopes.
 */
const GATEWAY_STATUSES = [404, 413, 429, 500, 503];
const gatewayStatusesOf = ({ access }: Route): number[] =>
  access === 'user' ? [401, ...GATEWAY_STATUSES] : GATEWAY_STATUSES;

const errorTypes = Object.keys(ERROR_STATUS) as ErrorType[];

/** `NOT_A_MEMBER`: `NotAMemberError`. */
const schemaNameOf = (type: ErrorType): string =>
  `${type
    .toLowerCase()
    .replace(/_error$/, '')
    .replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Error`;

/** Only one of them says when. */
const errorOf = (type: ErrorType) =>
  type === 'ERASURE_PENDING' ? errorBody.shape.error : z.omit(errorBody.shape.error, { dueAt: true });

const answerOf = (type: ErrorType): ErrorAnswer => ({
  schema: z
    .object({ error: z.extend(errorOf(type), { type: z.literal(type) }) })
    .check(z.meta({ id: schemaNameOf(type) })),
  example: {
    id: type,
    value: {
      error: {
        type,
        message: ERROR_MESSAGES[type],
        requestId: '4f1c2a9e-2f0b-4c55-9d0a-2f1a7c1c9b11',
        ...(type === 'ERASURE_PENDING' && { dueAt: '2026-11-29T10:00:00.000Z' }),
      },
    },
  },
});

const ourAnswers = Object.fromEntries(errorTypes.map((type) => [type, answerOf(type)])) as Record<
  ErrorType,
  ErrorAnswer
>;

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Whole seconds to wait. The gateway does not send it.',
    schema: { type: 'integer' as const, minimum: 0 },
  },
};

/** All answers of a route that are none of its successes: at each status its own error types and no others. */
export const errorResponses = (route: Route): ZodOpenApiResponsesObject => {
  const fromGateway = gatewayStatusesOf(route);
  const statuses = new Set([...route.errors.map((type) => ERROR_STATUS[type]), ...fromGateway]);
  return Object.fromEntries(
    [...statuses].map((status) => {
      const types = route.errors.filter((type) => ERROR_STATUS[type] === status);
      return [status, errorResponse(types, fromGateway.includes(status))];
    }),
  );
};

const errorResponse = (types: ErrorType[], isFromGateway: boolean): ZodOpenApiResponseObject => {
  const answers = types.map((type) => ourAnswers[type]);
  if (isFromGateway) answers.push(gatewayAnswer);
  return {
    description: [...types, ...(isFromGateway ? ['the gateway itself'] : [])].join(', '),
    ...(types.some((type) => SAYS_WHEN_TO_RETRY.includes(type)) && { headers: RETRY_AFTER }),
    content: {
      'application/json': {
        schema: anyOf(answers.map(({ schema }) => schema)),
        examples: Object.fromEntries(answers.map(({ example }) => [example.id, example])),
      },
    },
  };
};

const anyOf = ([first, ...others]: z.core.$ZodType[]): z.core.$ZodType =>
  others.length === 0 && first ? first : z.union([first as z.core.$ZodType, ...others]);
