import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildOpenApi } from '../../../infra/openapi/build-openapi.ts';
import { routes } from '../../../shared/contract/routes.ts';

describe('the OpenAPI file', () => {
  it('is what the contract makes today (npm run openapi writes it)', () => {
    const written = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(buildOpenApi())));
  });

  it('describes every method of a path', () => {
    const { paths = {} } = buildOpenApi();
    const described = Object.values(paths).flatMap((item) =>
      Object.values(item).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(described.toSorted()).toEqual(
      Object.values(routes)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(Object.keys(paths['/channels/{channelType}/{channelId}/encryption-session'] ?? {})).toEqual([
      'get',
      'put',
    ]);
  });

  it('describes what stands in a path and behind its question mark', () => {
    const { paths = {} } = buildOpenApi();
    for (const { path, method } of Object.values(routes)) {
      const operation = paths[path]?.[method.toLowerCase() as 'get'];
      const described = (operation?.parameters ?? []) as { in: string; name: string; required?: boolean }[];
      const inPath = described.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
    const query = paths['/channels/{channelType}/{channelId}/encryption-session']?.get?.parameters?.filter(
      (parameter) => (parameter as { in: string }).in === 'query',
    );
    expect(query).toMatchObject([{ name: 'after' }, { name: 'anew' }]);
    for (const parameter of query ?? []) expect(parameter).not.toHaveProperty('required', true);
  });

  it('describes every route, who may call it, and each of its errors', () => {
    const { paths = {} } = buildOpenApi();
    for (const route of Object.values(routes)) {
      const operation = paths[route.path]?.[route.method.toLowerCase() as 'get' | 'post'];
      expect(operation?.security).toEqual([route.access === 'user' ? { oidc: [] } : { streamSignature: [] }]);
      const described = JSON.stringify(operation?.responses);
      for (const type of route.errors) expect(described).toContain(type);
      for (const status of route.statuses) expect(operation?.responses).toHaveProperty(String(status));
    }
  });

  it('asks for a body only where there is one', () => {
    const { paths = {} } = buildOpenApi();
    const asking = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) => {
        const { requestBody } = operation as { requestBody?: { required?: boolean } };
        return requestBody ? [`${method} ${path}${requestBody.required ? '' : '?'}`] : [];
      }),
    );
    expect(asking).toEqual([
      'post /challenge',
      'post /enroll?',
      'post /channels',
      'put /channels/{channelType}/{channelId}/encryption-session',
      'post /webhooks/stream',
    ]);
  });
});
