import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listen } from '../../../local/platform/serve.ts';
import { cachedSecret } from '../../../shared/adapters/secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:x';
const variables = {
  AWS_ACCESS_KEY_ID: 'access',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session-token',
  AWS_REGION: 'eu-west-1',
};

let server: Awaited<ReturnType<typeof listen>>;
let answer: { status: number; body: unknown; silent?: boolean };
let complaint: jest.SpiedFunction<typeof console.error>;
let asked: { headers: Record<string, unknown>; body: string }[];

beforeEach(async () => {
  asked = [];
  complaint = jest.spyOn(console, 'error').mockImplementation(() => {});
  answer = { status: 200, body: { SecretString: JSON.stringify({ apiKey: 'key', apiSecret: 'first' }) } };
  server = await listen(
    createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      asked.push({ headers: request.headers, body });
      if (answer.silent) return;
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    }),
    0,
  );
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url });
});

afterEach(async () => {
  for (const name of [...Object.keys(variables), 'AWS_ENDPOINT_URL_SECRETS_MANAGER'])
    delete process.env[name];
  jest.restoreAllMocks();
  await server.close();
});

describe('a secret', () => {
  it('is asked for with a signed request, once for all who wait', async () => {
    const read = cachedSecret('stream', ARN);
    expect(await Promise.all([read(), read(), read()])).toEqual(
      Array(3).fill({ apiKey: 'key', apiSecret: 'first' }),
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      body: JSON.stringify({ SecretId: ARN }),
      headers: {
        'x-amz-target': 'secretsmanager.GetSecretValue',
        'x-amz-security-token': 'session-token',
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=access\/\d{8}\/eu-west-1\/secretsmanager\//,
        ),
      },
    });
  });

  it('is fetched anew after five minutes, while callers go on with the old one', async () => {
    const read = cachedSecret('stream', ARN);
    await read();
    answer.body = { SecretString: JSON.stringify({ apiKey: 'key', apiSecret: 'second' }) };
    const later = Date.now() + 5 * 60_000 + 1;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expect((await read()).apiSecret).toBe('first');
    while ((await read()).apiSecret === 'first') await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await read()).apiSecret).toBe('second');
    expect(asked).toHaveLength(2);
  });

  it('is fetched at once for whom the held value does not serve, once in ten seconds', async () => {
    const read = cachedSecret('stream', ARN);
    await read();
    answer.body = { SecretString: JSON.stringify({ apiKey: 'key', apiSecret: 'second' }) };
    expect((await read({ anew: true })).apiSecret).toBe('first');
    const later = Date.now() + 10_001;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    const both = await Promise.all([read({ anew: true }), read({ anew: true })]);
    expect(both.map(({ apiSecret }) => apiSecret)).toEqual(['second', 'second']);
    expect((await read({ anew: true })).apiSecret).toBe('second');
    expect(asked).toHaveLength(2);
  });

  it('is not asked for again and again while that fails', async () => {
    const read = cachedSecret('stream', ARN);
    await read();
    answer = { status: 400, body: {} };
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_001);
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await read({ anew: true })).apiSecret).toBe('first');
    expect(asked).toHaveLength(2);
  });

  it('is waited for no longer than the deadline', async () => {
    answer.silent = true;
    const startedAt = performance.now();
    await expect(cachedSecret('stream', ARN, { deadlineMs: 100 })()).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('stays as it was when it cannot be fetched anew', async () => {
    const read = cachedSecret('stream', ARN);
    await read();
    answer = { status: 400, body: { __type: 'AccessDeniedException' } };
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5 * 60_000 + 1);
    expect((await read()).apiSecret).toBe('first');
    while (complaint.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await read()).apiSecret).toBe('first');
  });

  it.each([
    ['is not there', { status: 400, body: { __type: 'ResourceNotFoundException' } }, 'no value yet'],
    ['may not be read', { status: 400, body: { __type: 'AccessDeniedException' } }, 'answered 400'],
    ['is not JSON', { status: 200, body: { SecretString: 'hunter2' } }, 'stream is not of its shape'],
    ['lacks a field', { status: 200, body: { SecretString: '{"apiKey":"hunter2"}' } }, 'apiSecret'],
    [
      'has a field too many',
      { status: 200, body: { SecretString: '{"apiKey":"a","apiSecret":"b","x":"hunter2"}' } },
      'shape',
    ],
    ['is binary', { status: 200, body: { SecretBinary: 'hunter2' } }, 'no text value'],
  ])('that %s is a failure that does not repeat it', async (_, reply, words) => {
    answer = reply;
    const failure = await cachedSecret('stream', ARN)().catch((error) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining(words) });
    expect(String(failure.stack) + String(failure.cause)).not.toContain('hunter2');
  });

  it('is asked for again by the next caller after a failure', async () => {
    const read = cachedSecret('stream', ARN);
    const good = answer;
    answer = { status: 400, body: {} };
    await expect(read()).rejects.toThrow();
    answer = good;
    expect((await read()).apiSecret).toBe('first');
  });
});
