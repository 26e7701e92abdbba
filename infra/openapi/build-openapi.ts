import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { errorBody } from '../../shared/contract/error-body.ts';
import { ERROR_STATUS, type ErrorType } from '../../shared/contract/error-types.ts';
import { type Route, routes } from '../../shared/contract/routes.ts';

/** The body of the answers API Gateway gives by itself. */
const gatewayBody = z.strictObject({ message: z.string() }).meta({ id: 'GatewayError' });
const ourError = errorBody.meta({ id: 'Error' });

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

/** The OpenAPI 3.1 description of the Messaging API, made from the contract and nothing else. */
export const buildOpenApi = () =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Sealed Stream Messaging API',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:4001', description: 'npm start' }],
    paths: pathsOf(Object.values(routes)),
    components: {
      securitySchemes: {
        oidc: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: "Access token of the team's OIDC provider",
        },
        streamSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Signature',
          description: 'Hex HMAC-SHA256 of the uncompressed body under the Stream API secret',
        },
      },
    },
  });

/** Each path once, with all the methods it takes. */
const pathsOf = (all: readonly Route[]): ZodOpenApiPathsObject =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, routesThere]) => [
      path,
      Object.fromEntries(routesThere.map((route) => [route.method.toLowerCase(), operationOf(route)])),
    ]),
  );

const operationOf = (route: Route): ZodOpenApiOperationObject => ({
  operationId: route.name,
  summary: route.summary,
  security: [route.access === 'user' ? { oidc: [] } : { streamSignature: [] }],
  requestParams: {
    ...(route.params && { path: route.params }),
    ...(route.query && { query: route.query }),
  },
  ...(hasBody(route) && { requestBody: { required: needsBody(route), content: json(route.request) } }),
  responses: responsesOf(route),
});

/** An empty object says "no body"; the hook's open one says "whatever Stream sends". */
const hasBody = ({ request, method }: Route): boolean =>
  method !== 'GET' &&
  !(request instanceof z.ZodObject && isDeepStrictEqual(z.toJSONSchema(request), NOTHING));

/** A body of which every field may be left out may be left out itself. */
const needsBody = ({ request, access }: Route): boolean =>
  access === 'stream-signature' || !request.safeParse({}).success;

const NOTHING = z.toJSONSchema(z.strictObject({}));

const responsesOf = (route: Route): ZodOpenApiResponsesObject => ({
  ...Object.fromEntries(
    route.statuses.map((status) => [status, { description: 'Done', content: json(route.response) }]),
  ),
  ...errorResponses(route),
});

const errorResponses = (route: Route): ZodOpenApiResponsesObject => {
  const byStatus = Map.groupBy(route.errors, (type: ErrorType) => ERROR_STATUS[type]);
  const fromGateway = route.access === 'user' ? [401, 429, 503] : [429, 503];
  const statuses = [...new Set([...byStatus.keys(), ...fromGateway])].sort((one, other) => one - other);
  return Object.fromEntries(
    statuses.map((status) => {
      const ours = byStatus.get(status as (typeof ERROR_STATUS)[ErrorType]) ?? [];
      const gateway = fromGateway.includes(status);
      const schema = gateway ? (ours.length ? z.union([ourError, gatewayBody]) : gatewayBody) : ourError;
      const description = [...ours, ...(gateway ? ['the gateway itself'] : [])].join(', ');
      return [status, { description, content: json(schema) }];
    }),
  );
};
