import { expect, it } from '@jest/globals';
import { routes } from '../../../shared/contract/routes.ts';
import { endpoint } from '../../../shared/http/endpoint.ts';
import { capture } from '../../support/captured-log.ts';

it('answers in words of ours before the function is ended, whatever it waits for', async () => {
  const forEver = () => new Promise<never>(() => {});
  const guard = {
    readAccountStates: forEver,
    takeCall: () => ({ taken: true }) as const,
    nameCaller: () => undefined,
  };
  const handler = endpoint(routes.blocks, { guard }, forEver);
  const event = { requestContext: { authorizer: { jwt: { claims: { sub: 'alice' } } } }, headers: {} };
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 550 };
  const startedAt = performance.now();
  await capture(async () => {
    const { statusCode, body } = await handler(event as never, context as never);
    expect(statusCode).toBe(500);
    expect(JSON.parse(body ?? '')).toMatchObject({
      error: { type: 'INTERNAL_ERROR', requestId: 'request-1' },
    });
  });
  expect(performance.now() - startedAt).toBeGreaterThan(40);
});
