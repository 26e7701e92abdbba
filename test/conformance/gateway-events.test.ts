import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createRequestHandler } from '../../local/gateway/handle-request.ts';
import { readDeployment } from '../../local/template/read-deployment.ts';
import { startTestGateway, type TestStack, writeAssembly } from './gateway-fixture.ts';

const stack: TestStack = {
  functions: {
    echo: { code: 'export const handler = async (event) => event' },
    item: {
      code: 'export const handler = async (event) => event',
      routeKey: 'GET /items/{id}',
    },
    answer: { code: 'export const handler = async (event) => JSON.parse(event.body)' },
    fail: { code: `export const handler = async () => { throw new Error('the secret is 42'); }` },
    hang: { code: 'export const handler = () => new Promise(() => setInterval(() => {}, 9999))', timeout: 1 },
    member: {
      code: 'export const handler = async (event) => event',
      routeKey: 'PUT /channels/{channelType}/{channelId}/members/{userId}',
    },
    leave: {
      code: 'export const handler = async (event) => event',
      routeKey: 'DELETE /channels/{channelType}/{channelId}/members/{userId}',
    },
    age: { code: 'export const handler = async () => process.uptime()' },
    broken: { code: `throw new Error('at load')` },
    marked: {
      code: 'export const handler = async () => ({ url: process.env.SSKS_URL, other: process.env.OTHER_URL ?? null })',
      environment: { SSKS_URL: 'https://ssks.example' },
    },
  },
};

let test: Awaited<ReturnType<typeof startTestGateway>>;
const wire: Uint8Array[] = [];

beforeAll(async () => {
  const variables = { SSKS_URL: 'http://127.0.0.1:1', OTHER_URL: 'http://127.0.0.1:2' };
  test = await startTestGateway(stack, { replace: { variables }, onWire: (bytes) => wire.push(bytes) });
});
afterAll(() => test.close());

const call = (path: string, init?: RequestInit) => fetch(`${test.url}${path}`, init);
const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  call(path, { method: 'POST', body, headers });
/** What the function `answer` returns becomes the gateway's answer. */
const answered = (value: unknown) =>
  post('/answer', JSON.stringify(value), { 'content-type': 'application/json' });

/** Plain node:http, for what fetch does not let through: repeated headers, odd paths. */
const raw = (path: string, headers: string[]) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = httpRequest(
      `${test.url}${path}`,
      { headers: ['host', 'localhost', ...headers] },
      (response) => {
        const chunks: Uint8Array[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    request.on('error', reject).end();
  });

describe('the event', () => {
  it('is payload 2.0', async () => {
    const { body } = await raw('/echo?b=2&a=1&b=3&c=%20x', [
      'X-One',
      'a',
      'x-one',
      'b',
      'Cookie',
      'k=v; l=w',
      'User-Agent',
      'test',
    ]);
    const event = JSON.parse(body);
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo',
      rawPath: '/echo',
      rawQueryString: 'b=2&a=1&b=3&c=%20x',
      queryStringParameters: { a: '1', b: '2,3', c: ' x' },
      cookies: ['k=v', 'l=w'],
      isBase64Encoded: false,
      requestContext: {
        accountId: '123456789012',
        http: {
          method: 'GET',
          path: '/echo',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        routeKey: 'ANY /echo',
        stage: '$default',
      },
    });
    expect(event.headers).toMatchObject({
      host: 'localhost',
      'x-one': 'a,b',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/),
    });
    expect(Object.keys(event.headers)).not.toContain('cookie');
    expect(Object.keys(event)).not.toContain('body');
    expect(Object.keys(event)).not.toContain('pathParameters');
    expect(Object.keys(event.requestContext)).not.toContain('authorizer');
    const { requestContext } = event;
    expect(requestContext.domainName).toBe(`${requestContext.apiId}.execute-api.eu-west-3.amazonaws.com`);
    expect(requestContext.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(Math.abs(requestContext.timeEpoch - Date.now())).toBeLessThan(5000);
  });

  it('names path parameters', async () => {
    const event = await (await call('/items/a%20b')).json();
    expect(event).toMatchObject({ routeKey: 'GET /items/{id}', pathParameters: { id: 'a b' } });
  });

  it.each(['PUT', 'DELETE'])(
    'names several path parameters of a %s, each decoded by itself',
    async (method) => {
      const at = (path: string) => call(`/channels/encrypted/room-1/members${path}`, { method });
      const event = await (await at('/a%40b%2Fc%25')).json();
      expect(event).toMatchObject({
        routeKey: `${method} /channels/{channelType}/{channelId}/members/{userId}`,
        pathParameters: { channelType: 'encrypted', channelId: 'room-1', userId: 'a@b/c%' },
      });
      expect((await (await at('/a@b')).json()).pathParameters.userId).toBe('a@b');
      for (const path of ['', '/', '/a/b']) expect((await at(path)).status).toBe(404);
    },
  );

  const json = '{"text":"é"}';
  it.each([
    ['application/json', json],
    ['application/json; charset=utf-8', json],
    ['APPLICATION/JSON', json],
    ['application/xml', '<a/>'],
    ['application/javascript', '1'],
    ['text/plain;charset=UTF-8', '﻿with a byte order mark'],
  ])('has a body of type %s as text', async (type, body) => {
    const event = await (await post('/echo', body, { 'content-type': type })).json();
    expect(event).toMatchObject({ body, isBase64Encoded: false });
    expect(event.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it.each([
    ['application/octet-stream', Buffer.from(json), {}],
    ['application/problem+json', Buffer.from(json), {}],
    ['application/x-www-form-urlencoded', Buffer.from('a=b'), {}],
    ['', Buffer.from(json), {}],
    ['application/json', gzipSync(json), { 'content-encoding': 'gzip' }],
    ['application/json', Buffer.from(json), { 'content-encoding': 'br' }],
    ['application/json', Buffer.from([0xff, 0xfe, 0x00]), {}],
  ])('has a body of type "%s" as base64 otherwise', async (type, body, headers) => {
    const event = await (await post('/echo', body, { 'content-type': type, ...headers })).json();
    expect(event).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true });
  });
});

describe('a gzip body of a text type, which AWS does not describe', () => {
  const plain = JSON.stringify({ text: 'é'.repeat(50) });
  const zipped = gzipSync(plain);
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const handedOver = async (body: BodyInit = zipped) => (await post('/echo', body, headers)).json();

  afterEach(() => test.gateway.faults.handOverCompressed('base64'));

  it.each([
    ['base64', zipped.toString('base64'), true],
    ['text', zipped.toString('utf8'), false],
    ['decoded', plain, false],
  ] as const)('can be handed over as %s', async (form, body, isBase64Encoded) => {
    test.gateway.faults.handOverCompressed(form);
    const event = await handedOver();
    expect(event).toMatchObject({ body, isBase64Encoded });
    expect(event.headers['content-encoding']).toBe('gzip');
  });

  it('stays as it is when it is none', async () => {
    test.gateway.faults.handOverCompressed('decoded');
    const broken = zipped.subarray(0, -4);
    expect(await handedOver(broken)).toMatchObject({
      body: broken.toString('base64'),
      isBase64Encoded: true,
    });
  });
});

describe('the answer', () => {
  it('is the whole value as JSON when it has no statusCode', async () => {
    const response = await answered({ hello: 'you' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'you' });
    expect(await (await answered('bare')).text()).toBe('bare');
  });

  it('takes status, headers, cookies and body', async () => {
    const response = await answered({
      statusCode: 201,
      headers: { 'X-Number': 7, 'Content-Type': 'text/x-own' },
      multiValueHeaders: { 'x-many': ['a', 'b'] },
      cookies: ['a=1; Secure', 'b=2'],
      body: 'made',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-number')).toBe('7');
    expect(response.headers.get('content-type')).toBe('text/x-own');
    expect(response.headers.has('x-many')).toBe(false);
    expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
    expect(await response.text()).toBe('made');
  });

  it('decodes base64', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    const response = await answered({
      statusCode: 200,
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('may have no body', async () => {
    const response = await answered({ statusCode: 204 });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it.each([
    ['an object as body', { statusCode: 200, body: { a: 1 } }],
    ['a status that is none', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 20 }],
    ['a header that is no text', { statusCode: 200, headers: { a: ['b'] } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
    ['a header name no HTTP has', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['a header value with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ])('is a 500 when it has %s', async (_, value) => {
    const response = await answered(value);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"message":"Internal Server Error"}');
  });
});

describe('refusals', () => {
  it.each([
    ['no such path', '/none', 404, 'Not Found'],
    ['a longer path', '/echo/more', 404, 'Not Found'],
    ['a handler that throws', '/fail', 500, 'Internal Server Error'],
    ['a function past its own timeout', '/hang', 500, 'Internal Server Error'],
    ['a function that does not load', '/broken', 500, 'Internal Server Error'],
  ])('for %s', async (_, path, status, message) => {
    const response = await call(path);
    expect([response.status, await response.text()]).toEqual([status, JSON.stringify({ message })]);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it('for a method the route does not have', async () => {
    expect((await post('/items/1', 'x')).status).toBe(404);
  });

  it('for a body over 10 MB, and for one over what Lambda takes', async () => {
    const tooLarge = async (size: number) => {
      const response = await post('/echo', Buffer.alloc(size, 'x'), { 'content-type': 'text/plain' });
      return [response.status, await response.text()];
    };
    expect(await tooLarge(10 * 1024 * 1024 + 1)).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(await tooLarge(7_000_000)).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  it('for headers over 10,240 bytes', async () => {
    expect((await call('/echo', { headers: { 'x-long': 'x'.repeat(10_240) } })).status).toBe(431);
  });

  it('for a function slower than the gateway waits', async () => {
    const assembly = writeAssembly(stack);
    const handle = createRequestHandler(readDeployment(assembly.dir), () => new Promise(() => {}), 50);
    assembly.remove();
    const request = {
      method: 'GET',
      path: '/echo',
      rawQueryString: '',
      headers: {},
      cookies: [],
      body: Buffer.alloc(0),
    };
    const { answer, functionError } = await handle(
      { ...request, sourceIp: '127.0.0.1', protocol: 'HTTP/1.1' },
      'id',
    );
    expect([answer.status, String(answer.body)]).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(functionError).toBe('Gateway.IntegrationTimeout');
  });
});

describe('this machine', () => {
  it('replaces the places a function has a variable for, and adds none', async () => {
    expect(await (await call('/marked')).json()).toEqual({ url: 'http://127.0.0.1:1', other: null });
  });

  it('hands everything on the wire to who asks', async () => {
    await post('/echo?mark=in-the-url', 'mark-in-the-body', {
      'x-mark': 'mark-in-a-header',
      'content-type': 'text/plain',
    });
    await answered({ statusCode: 200, body: 'mark-in-the-answer' });
    const seen = Buffer.concat(wire).toString('latin1');
    for (const mark of ['in-the-url', 'mark-in-the-body', 'mark-in-a-header', 'mark-in-the-answer']) {
      expect(seen).toContain(mark);
    }
  });

  it('runs the function but loses the answer when told to, as often as told', async () => {
    test.gateway.faults.dropAnswers('ANY /echo', 1);
    await expect(call('/echo')).rejects.toThrow();
    expect((await call('/echo')).status).toBe(200);
  });

  it('logs each request without its path, headers, query or body, and failures by type only', async () => {
    const marks = {
      authorization: 'Bearer marked-token',
      'x-mark': 'marked-header',
      'content-type': 'text/plain',
    };
    await post('/echo?q=marked-query', 'marked-body', marks);
    await call('/marked-path');
    await call('/fail');
    const log = readFileSync(join(test.logDir, 'gateway.log'), 'utf8');
    const last = log
      .trim()
      .split('\n')
      .slice(-3)
      .map((line) => JSON.parse(line));
    expect(last).toMatchObject([
      { routeKey: 'ANY /echo', status: 200 },
      { routeKey: 'none', status: 404 },
      { routeKey: 'ANY /fail', status: 500, functionError: 'Error' },
    ]);
    const all = log + test.lines.join('\n');
    expect(all).toContain('ANY /fail: Error, request ');
    expect(all).not.toMatch(/marked-(token|header|query|body|path)|the secret/);
  });

  it('has a process of each function ready when asked, and says which does not load', async () => {
    await test.gateway.warm();
    expect(test.lines).toContain('broken does not load: Error, see broken.log');
    await new Promise((done) => setTimeout(done, 500));
    expect(await (await call('/age')).json()).toBeGreaterThan(0.5);
  });
});
