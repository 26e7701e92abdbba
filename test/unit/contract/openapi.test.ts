import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { buildOpenApi } from '../../../infra/openapi/build-openapi.ts';
import { ERROR_STATUS, type ErrorType } from '../../../shared/contract/error-types.ts';
import type { Route } from '../../../shared/contract/route.ts';
import { routes } from '../../../shared/contract/routes.ts';

type Schema = {
  $ref?: string;
  type?: string;
  const?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
};
type Body = { content: { 'application/json': { schema: Schema; examples: Record<string, Example> } } };
type Example = { $ref?: string; value?: unknown };
type Operation = {
  operationId: string;
  tags: string[];
  security: unknown;
  parameters: { in: string; name: string; required?: boolean }[];
  requestBody?: Body & { required?: boolean };
  responses: Record<string, Body & { headers?: Record<string, unknown> }>;
};

const made = JSON.parse(JSON.stringify(buildOpenApi())) as {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; examples: Record<string, Example> };
};
const operations = Object.entries(made.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);
const operationOf = ({ path, method }: Route): Operation =>
  made.paths[path]?.[method.toLowerCase()] as Operation;
const allRoutes = Object.entries(routes).map(([key, route]) => ({ key, route: route as Route }));

const resolve = (schema: Schema): Schema =>
  schema.$ref ? resolve(made.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema) : schema;
const partsOf = (schema: Schema): Schema[] => [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
/** Every object of a schema, however deep. */
const objectsIn = (given: Schema): Schema[] => {
  const schema = resolve(given);
  const inner = [...partsOf(schema), ...Object.values(schema.properties ?? {}), schema.items ?? []].flat();
  return [...(schema.type === 'object' ? [schema] : []), ...inner.flatMap(objectsIn)];
};
const schemaOf = ({ content }: Body): Schema => content['application/json'].schema;
const examplesOf = ({ content }: Body): unknown[] =>
  Object.values(content['application/json'].examples).map(({ $ref, value }) =>
    $ref ? made.components.examples[$ref.split('/').at(-1) ?? '']?.value : value,
  );

describe('the OpenAPI file', () => {
  it('is what the contract makes today (npm run openapi writes it)', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(made);
  });

  it('describes every route, each under a name that can be a function', () => {
    expect(operations.map(({ operation }) => operation.operationId).toSorted()).toEqual(
      Object.keys(routes).toSorted(),
    );
    expect(Object.keys(made.paths['/channels/{channelType}/{channelId}/encryption-session'] ?? {})).toEqual([
      'get',
      'put',
    ]);
    for (const { operation } of operations) expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it('sorts every route under one tag that it explains', () => {
    const tags = operations.map(({ operation }) => operation.tags);
    expect(tags.every(({ length }) => length === 1)).toBe(true);
    expect([...new Set(tags.flat())].toSorted()).toEqual(made.tags.map(({ name }) => name).toSorted());
  });

  it('describes what stands in a path and behind its question mark', () => {
    for (const { route } of allRoutes) {
      const inPath = operationOf(route).parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(route.path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
    const query = operationOf(routes.encryptionSession).parameters.filter((found) => found.in === 'query');
    expect(query).toMatchObject([{ name: 'after' }, { name: 'anew' }]);
    for (const parameter of query) expect(parameter).not.toHaveProperty('required', true);
  });

  it('says of every route who may call it, and when it succeeds', () => {
    for (const { route } of allRoutes) {
      const { security, responses } = operationOf(route);
      expect(security).toEqual([route.access === 'user' ? { oidc: [] } : { streamSignature: [] }]);
      for (const status of route.statuses) expect(responses).toHaveProperty(String(status));
    }
  });

  it('asks for a body only where there is one', () => {
    const asking = operations.flatMap(({ name, operation: { requestBody } }) =>
      requestBody ? [`${name}${requestBody.required ? '' : '?'}`] : [],
    );
    expect(asking).toEqual([
      'post /challenge',
      'put /me/identity',
      'post /enroll',
      'put /me/author-key',
      'post /channels',
      'put /channels/{channelType}/{channelId}/encryption-session',
      'post /channels/{channelType}/{channelId}/member-keys',
      'post /reports',
      'post /webhooks/stream',
    ]);
  });

  it('names every schema of a body, so that generated clients do', () => {
    for (const { operation } of operations) {
      const bodies = [operation.requestBody ?? [], Object.values(operation.responses)].flat();
      for (const schema of bodies.map(schemaOf)) {
        const alternatives = schema.anyOf ?? [schema];
        for (const { $ref } of alternatives) expect($ref).toMatch(/^#\/components\/schemas\/[A-Z]/);
      }
    }
  });
});

describe('a request in the OpenAPI file', () => {
  it('is closed', () => {
    const bodies = operations.flatMap(({ name, operation: { requestBody } }) =>
      requestBody && name !== 'post /webhooks/stream' ? [requestBody] : [],
    );
    const objects = bodies.map(schemaOf).flatMap(objectsIn);
    expect(objects.length).toBeGreaterThan(3);
    for (const schema of objects) expect(schema.additionalProperties).toBe(false);
  });

  it('for a code has exactly one of phone number and e-mail address', () => {
    expect(resolve({ $ref: 'ChallengeRequest' }).oneOf).toMatchObject([
      { required: ['phoneNumber'], properties: { email: false } },
      { required: ['email'], properties: { phoneNumber: false } },
    ]);
  });

  it.each(allRoutes)('has examples that the contract takes: $key', ({ route }) => {
    const { requestBody } = operationOf(route);
    if (!requestBody) return expect(z.safeParse(route.request, {}).success).toBe(true);
    const examples = examplesOf(requestBody);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(z.parse(route.request, example)).toEqual(example);
  });
});

describe('an answer in the OpenAPI file', () => {
  it('is open to new fields', () => {
    const bodies = operations.flatMap(({ operation }) => Object.values(operation.responses));
    const objects = bodies.map(schemaOf).flatMap(objectsIn);
    expect(objects.length).toBeGreaterThan(100);
    for (const schema of objects) expect(schema).not.toHaveProperty('additionalProperties');
  });

  it.each(allRoutes)('has an example that the contract gives: $key', ({ route }) => {
    for (const status of route.statuses) {
      const examples = examplesOf(operationOf(route).responses[status] as Body);
      expect(examples).toHaveLength(1);
      expect(z.parse(route.response, examples[0])).toEqual(examples[0]);
    }
  });

  it.each(allRoutes)('has at each status the error types of its route, and no others: $key', ({ route }) => {
    const { responses } = operationOf(route);
    const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
    const described = failures.flatMap(([status, body]) =>
      typesOf(schemaOf(body)).map((type) => `${status} ${type}`),
    );
    const byGateway = (route.access === 'user' ? [401] : []).concat(404, 413, 429, 500, 503);
    expect(described.toSorted()).toEqual(
      [
        ...route.errors.map((type) => `${ERROR_STATUS[type]} ${type}`),
        ...byGateway.map((status) => `${status} gateway`),
      ].toSorted(),
    );
  });

  it('shows what each error looks like', () => {
    for (const { operation } of operations)
      for (const [status, body] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const shown = examplesOf(body).map((example) => (example as ErrorExample).error?.type ?? 'gateway');
        expect(shown).toEqual(typesOf(schemaOf(body)));
      }
  });

  it('has Retry-After where the backend sends it', () => {
    const declaring = operations.flatMap(({ name, operation }) =>
      Object.entries(operation.responses)
        .filter(([, { headers }]) => headers?.['Retry-After'])
        .map(([status]) => `${name} ${status}`),
    );
    const answering = (type: ErrorType) =>
      operations.flatMap(({ name, operation }) =>
        Object.values(operation.responses).some((body) => typesOf(schemaOf(body)).includes(type))
          ? [`${name} ${ERROR_STATUS[type]}`]
          : [],
      );
    const expected = (['RATE_LIMITED', 'STREAM_UNAVAILABLE'] as const).map(answering);
    for (const names of expected) expect(names).not.toHaveLength(0);
    expect(declaring.sort()).toEqual(expected.flat().sort());
  });
});

type ErrorExample = { error?: { type: ErrorType } };

const typesOf = (schema: Schema): string[] =>
  (schema.anyOf ?? [schema]).map((part) => {
    const { error, message } = resolve(part).properties ?? {};
    return error?.properties?.type?.const ?? (message ? 'gateway' : 'nothing known');
  });
