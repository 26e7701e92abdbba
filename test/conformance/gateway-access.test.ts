import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, type JWTPayload } from 'jose';
import { createTokenBucket } from '../../local/gateway/token-bucket.ts';
import { listen } from '../../local/platform/serve.ts';
import { AUDIENCE, startIssuer, startTestGateway, type TestStack } from './gateway-fixture.ts';

const echo = 'export const handler = async (event) => event.requestContext.authorizer ?? null';
const stack: TestStack = {
  functions: {
    open: {
      code: 'export const handler = async () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "https://evil.example", "access-control-max-age": "1" } })',
    },
    me: { code: echo, jwt: true },
    scoped: { code: echo, jwt: { scopes: ['chat', 'admin'] } },
  },
  cors: {
    AllowOrigins: ['https://app.example'],
    AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
    AllowHeaders: ['authorization', 'content-type'],
    ExposeHeaders: ['retry-after'],
    MaxAge: 600,
  },
};

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let test: Awaited<ReturnType<typeof startTestGateway>>;

const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

beforeAll(async () => {
  issuer = await startIssuer();
  const corsOrigins = ['http://127.0.0.1:4000', 'http://localhost:4000'];
  test = await startTestGateway(stack, { replace: { issuer: issuer.url, corsOrigins } });
});
afterAll(async () => {
  await test.close();
  await issuer.close();
});

const withHeader = async (authorization: string, path = '/me') => {
  const response = await fetch(`${test.url}${path}`, { headers: { authorization } });
  return {
    status: response.status,
    body: await response.json(),
    challenge: response.headers.get('www-authenticate'),
  };
};
const bearer = (token: string, path?: string) => withHeader(`Bearer ${token}`, path);
const withClaims = async (claims: JWTPayload, path?: string) => bearer(await issuer.token(claims), path);

describe('the JWT authorizer', () => {
  it('lets an honest token through and gives its claims as strings', async () => {
    const { status, body } = await withClaims({
      roles: ['a', 'b'],
      email_verified: true,
      address: { city: 'Paris' },
    });
    expect(status).toBe(200);
    expect(body.jwt.scopes).toBeNull();
    expect(body.jwt.claims).toMatchObject({
      sub: 'alice',
      iss: issuer.url,
      aud: AUDIENCE,
      roles: '[a b]',
      email_verified: 'true',
      address: '{"city":"Paris"}',
      exp: expect.stringMatching(/^\d+$/),
    });
  });

  it('takes the scheme in any case, and a token without it', async () => {
    const token = await issuer.token();
    expect((await withHeader(`bearer ${token}`)).status).toBe(200);
    expect((await withHeader(token)).status).toBe(200);
    expect((await withHeader(`Basic ${token}`)).status).toBe(401);
  });

  it('takes one of many audiences, and client_id only without one', async () => {
    expect((await withClaims({ aud: ['other', AUDIENCE] })).status).toBe(200);
    expect((await withClaims({ aud: undefined, client_id: AUDIENCE })).status).toBe(200);
    expect((await withClaims({ aud: 'other', client_id: AUDIENCE })).status).toBe(401);
    expect((await withClaims({ aud: undefined })).status).toBe(401);
  });

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const dishonest: Array<[string, () => Promise<string> | string]> = [
    ['no token', () => ''],
    ['garbage', () => 'garbage'],
    ['garbage in three parts', () => 'a.b.c'],
    ['an expired one', () => issuer.token({ exp: issuer.now() - 1 })],
    ['one without exp', () => issuer.token({ exp: undefined })],
    ['one not valid yet', () => issuer.token({ nbf: issuer.now() + 60 })],
    ['one issued in the future', () => issuer.token({ iat: issuer.now() + 60 })],
    ['one of another issuer', () => issuer.token({ iss: `${issuer.url}/` })],
    ['one for another audience', () => issuer.token({ aud: 'other' })],
    ['an unsigned one', () => `${base64({ alg: 'none', kid: 'one' })}.${base64(issuer.honest())}.`],
    [
      'one signed with the public key as an HMAC secret',
      () => {
        const signed = `${base64({ alg: 'HS256', kid: 'one' })}.${base64(issuer.honest())}`;
        return `${signed}.${createHmac('sha256', issuer.publicPem).update(signed).digest('base64url')}`;
      },
    ],
    [
      'one signed by a stranger',
      async () => issuer.token({}, {}, (await generateKeyPair('RS256')).privateKey),
    ],
    [
      "one of the issuer's own, signed by its elliptic-curve key",
      () => issuer.token({}, { alg: 'ES256', kid: 'curve' }, issuer.curveKey),
    ],
    ['one without kid', () => issuer.token({}, { kid: undefined })],
    ['one with an unknown kid', () => issuer.token({}, { kid: 'two' })],
    [
      'one whose claims were changed',
      async () => {
        const [header, , signature] = (await issuer.token()).split('.');
        return `${header}.${base64({ ...issuer.honest(), sub: 'bob' })}.${signature}`;
      },
    ],
    ['two at once', async () => `${await issuer.token()},${await issuer.token()}`],
  ];
  it.each(dishonest)('refuses %s', async (_, token) => {
    const given = await token();
    const { status, body, challenge } = given ? await bearer(given) : await withHeader('');
    expect([status, body]).toEqual([401, { message: 'Unauthorized' }]);
    expect(challenge).toMatch(/^Bearer/);
  });

  it('asks for one of the scopes a route names', async () => {
    expect(await withClaims({}, '/scoped')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
    expect(await withClaims({ scope: 'chats' }, '/scoped')).toMatchObject({ status: 403 });
    const { status, body } = await withClaims({ scope: 'openid chat' }, '/scoped');
    expect([status, body.jwt.scopes]).toEqual([200, ['chat', 'admin']]);
    expect((await withClaims({ scp: ['admin'] }, '/scoped')).status).toBe(200);
  });

  it('answers 401 while the issuer cannot be reached, and recovers', async () => {
    const lateServer = createServer((_, response) => response.writeHead(503).end());
    const late = await listen(lateServer, 0);
    closers.push(late.close);
    const other = await startTestGateway(stack, { replace: { issuer: late.url } });
    closers.push(other.close);
    const authorization = `Bearer ${await issuer.token({ iss: late.url })}`;
    const ask = async () => (await fetch(`${other.url}/me`, { headers: { authorization } })).status;
    expect(await ask()).toBe(401);
    lateServer.removeAllListeners('request');
    lateServer.on('request', (_, response) => {
      response.end(JSON.stringify({ issuer: late.url, jwks_uri: `${issuer.url}/jwks` }));
    });
    expect(await ask()).toBe(200);
  });
});

describe('CORS', () => {
  const send = (path: string, method: string, headers: Record<string, string>) =>
    fetch(`${test.url}${path}`, { method, headers });
  const asks = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const ORIGIN = 'http://127.0.0.1:4000';

  it.each(['/me', '/no-such-route'])('answers a preflight for %s itself', async (path) => {
    const response = await send(path, 'OPTIONS', { origin: ORIGIN, ...asks });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET,POST,PUT,DELETE',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'origin',
    });
  });

  it.each(['https://app.example', 'http://127.0.0.1:4001', 'http://127.0.0.1:40000', 'null'])(
    'says nothing to the origin %s',
    async (origin) => {
      const preflight = await send('/me', 'OPTIONS', { origin, ...asks });
      expect(preflight.status).toBe(204);
      expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      const answer = await send('/open', 'GET', { origin });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it.each([
    ['an answer, in place of what the function says', '/open', 200],
    ['a 401', '/me', 401],
    ['a 404', '/none', 404],
  ])('is on %s', async (_, path, status) => {
    const response = await send(path, 'GET', { origin: ORIGIN });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after');
    expect(response.headers.has('access-control-max-age')).toBe(false);
  });

  it('is absent without an origin', async () => {
    const { headers } = await send('/open', 'GET', {});
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('throttling', () => {
  it('holds the stage to its burst, and a route with its own limit to that', async () => {
    const answer = { code: 'export const handler = async () => 1' };
    const limited = await startTestGateway({
      functions: { one: answer, two: answer, own: answer },
      stageSettings: { ThrottlingRateLimit: 0.01, ThrottlingBurstLimit: 3 },
      routeSettings: { 'ANY /own': { ThrottlingRateLimit: 0.01, ThrottlingBurstLimit: 1 } },
    });
    closers.push(limited.close);
    const statuses: number[] = [];
    for (const path of ['one', 'two', 'own', 'one', 'two', 'own']) {
      const response = await fetch(`${limited.url}/${path}`);
      statuses.push(response.status);
      if (response.status === 429) expect(await response.text()).toBe('{"message":"Too Many Requests"}');
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  });

  it('comes before the authorizer, and the authorizer before the function', async () => {
    const code = 'export const handler = async () => { throw new Error("was called"); }';
    const limited = await startTestGateway(
      {
        functions: { me: { code, jwt: true } },
        stageSettings: { ThrottlingRateLimit: 0.01, ThrottlingBurstLimit: 2 },
      },
      { replace: { issuer: issuer.url, corsOrigins: [] } },
    );
    closers.push(limited.close);
    const statusWith = async (token: string) =>
      (await fetch(`${limited.url}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await statusWith('a.b.c')).toBe(401);
    expect(await statusWith(await issuer.token({}))).toBe(500);
    // Who has no token used up what was there for who has one.
    expect(await statusWith(await issuer.token({}))).toBe(429);
    expect(await statusWith('a.b.c')).toBe(429);
  });

  it('fills up again with the rate, never past the burst', () => {
    let now = 0;
    const bucket = createTokenBucket({ rate: 2, burst: 3 }, () => now);
    const taken = () => [1, 2, 3, 4, 5].filter(() => bucket.take()).length;
    expect(taken()).toBe(3);
    now = 1000;
    expect(taken()).toBe(2);
    now = 60_000;
    expect(taken()).toBe(3);
  });
});
