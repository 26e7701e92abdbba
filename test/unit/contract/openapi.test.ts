import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildOpenApi } from '../../../infra/openapi/build-openapi.ts';
import { routes } from '../../../shared/contract/routes.ts';

describe('the OpenAPI file', () => {
  it('is what the contract makes today (npm run openapi writes it)', () => {
    const written = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(buildOpenApi())));
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
    const asking = Object.entries(paths).filter(([, item]) => item.post?.requestBody);
    expect(asking.map(([path]) => path)).toEqual(['/challenge', '/webhooks/stream']);
  });
});
