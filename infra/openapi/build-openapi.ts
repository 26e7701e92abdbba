import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '../../shared/contract/route.ts';
import { routes } from '../../shared/contract/routes.ts';
import { errorResponses } from './error-answers.ts';
import { namedSchemas } from './named-schemas.ts';
import { operationDocs, tags } from './operation-docs.ts';
import { asGeneratorsNeed } from './schema-override.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const SUCCESS: Record<number, string> = { 200: 'Done', 201: 'Made', 202: 'Begun: call again to go on' };

/** The OpenAPI 3.1 description of the Messaging API, made from the contract, with an example of each body. */
export const buildOpenApi = () =>
  createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Sealed Stream Messaging API',
        version,
        description:
          'Requests are closed: a field that is not here is refused. Answers are open: ignore what you do not know, and go by the status of an error whose type you do not know.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: 'http://127.0.0.1:4001', description: 'npm start' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      paths: pathsOf(Object.keys(routes) as RouteKey[]),
      components: {
        schemas: namedSchemas,
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
    },
    { override: asGeneratorsNeed },
  );

type RouteKey = keyof typeof routes;

/** Each path once, with all the methods it takes. */
const pathsOf = (keys: RouteKey[]): ZodOpenApiPathsObject =>
  Object.fromEntries(
    [...Map.groupBy(keys, (key) => routes[key].path)].map(([path, keysThere]) => [
      path,
      Object.fromEntries(keysThere.map((key) => [routes[key].method.toLowerCase(), operationOf(key)])),
    ]),
  );

const operationOf = (key: RouteKey): ZodOpenApiOperationObject => {
  const route: Route = routes[key];
  const { tag, requests } = operationDocs[key];
  return {
    operationId: key,
    tags: [tag],
    summary: route.summary,
    security: [route.access === 'user' ? { oidc: [] } : { streamSignature: [] }],
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
    },
    ...(hasBody(route) && {
      requestBody: { required: needsBody(route), content: json(route.request, requests) },
    }),
    responses: { ...successes(key), ...errorResponses(route) },
  };
};

const successes = (key: RouteKey) => {
  const route: Route = routes[key];
  const answers: Record<number, unknown> = operationDocs[key].answers;
  return Object.fromEntries(
    route.statuses.map((status) => [
      status,
      { description: SUCCESS[status] ?? '', content: json(route.response, { [key]: answers[status] }) },
    ]),
  );
};

const json = (schema: z.core.$ZodType, examples: Record<string, unknown> = {}) => ({
  'application/json': {
    schema,
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  },
});

/** An empty object says "no body"; the hook's open one says "whatever Stream sends". */
const hasBody = ({ request, method }: Route): boolean =>
  method !== 'GET' &&
  !(request instanceof z.core.$ZodObject && isDeepStrictEqual(z.toJSONSchema(request), NOTHING));

/** A body of which every field may be left out may be left out itself. */
const needsBody = ({ request, access }: Route): boolean =>
  access === 'stream-signature' || !z.safeParse(request, {}).success;

const NOTHING = z.toJSONSchema(z.strictObject({}));
