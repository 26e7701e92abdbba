import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { startIdentityProvider } from '../../local/identity-provider/start-identity-provider.ts';
import type { Service } from '../../local/platform/service.ts';
import { type Browser, openBrowser, submitForm } from '../support/sign-in-pages.ts';

const WEB = 'http://127.0.0.1:4000';
const OTHER_APP = 'http://localhost:5173';

type Tokens = { access_token: string; id_token: string; refresh_token: string };

const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-identity-'));
let issuer: Service;

const start = (port = 0) => startIdentityProvider({ port, web: WEB, origins: [OTHER_APP], stateDir });

beforeAll(async () => {
  issuer = await start();
});

afterAll(async () => {
  await issuer.close();
  rmSync(stateDir, { recursive: true });
});

const register = async (body: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${issuer.url}/register`, { method: 'POST', body: text });
  const json = (await answer.json()) as { userId: string; accessToken: string; error?: string };
  return { status: answer.status, ...json };
};

const verify = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks`)), {
    issuer: issuer.url,
    audience: 'sealed-stream',
    algorithms: ['RS256'],
    typ: 'at+jwt',
  });

describe('POST /register', () => {
  it('gives a user and an RS256 token for the API, good for an hour', async () => {
    const { status, userId, accessToken } = await register({ name: 'Zoé Ångström' });
    expect(status).toBe(201);
    expect(userId).toMatch(/^zoe-angstrom-[0-9a-f]{8}$/);
    const { payload } = await verify(accessToken);
    expect(payload).toMatchObject({ sub: userId, client_id: 'web' });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
    expect(decodeProtectedHeader(accessToken).kid).toEqual(expect.any(String));
  });

  it('knows a name again, in any case, and gives a new token', async () => {
    const first = await register({ name: 'Bob' });
    const second = await register({ name: ' BOB ' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.userId).toBe(first.userId);
    expect(second.accessToken).not.toBe(first.accessToken);
  });

  it('makes tokens that have ended, for tests', async () => {
    const { accessToken } = await register({ name: 'Eve', expiresInSeconds: -5 });
    await expect(verify(accessToken)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '  ' }],
    ['a long name', { name: 'x'.repeat(51) }],
    ['markup', { name: '<b>' }],
    ['another type', { name: 7 }],
    ['an unknown field', { name: 'Ann', admin: true }],
    ['a fraction of a second', { name: 'Ann', expiresInSeconds: 0.5 }],
    ['no JSON', '{'],
    ['a huge body', `"${'x'.repeat(20_000)}"`],
  ])('refuses %s', async (_what, body) => {
    expect(await register(body)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('makes ids that Stream and Seald take from every alphabet', async () => {
    const { status, userId } = await register({ name: 'Юлия' });
    expect(status).toBe(201);
    expect(userId).toMatch(/^user-[0-9a-f]{8}$/);
  });
});

const authorizeUrl = (extra: Record<string, string> = {}) => {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: 'web',
    response_type: 'code',
    redirect_uri: `${WEB}/callback`,
    scope: 'openid profile',
    state: 'kept',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  });
  return { url: `${issuer.url}/auth?${query}`, verifier };
};

/** Signs in until the browser would be sent back to the app; gives the code, what proves it is ours, and where it would go. */
const signIn = async (browse: Browser, name: string, extra: Record<string, string> = {}) => {
  const { url, verifier } = authorizeUrl(extra);
  const home = extra.redirect_uri ?? WEB;
  let at = url;
  for (let step = 0; step < 8 && !at.startsWith(home); step++) {
    const body = at.includes('/interaction/') ? new URLSearchParams({ name }) : undefined;
    const { next, text } = await browse(at, body && { method: 'POST', body });
    at = next || (await submitForm(browse, issuer.url, text));
  }
  const back = new URL(at);
  expect(back.searchParams.get('state')).toBe('kept');
  return { code: back.searchParams.get('code') ?? '', verifier, at };
};

const askTokens = (parameters: Record<string, string>) =>
  fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { origin: WEB },
    body: new URLSearchParams({ client_id: 'web', ...parameters }),
  });

const exchange = ({ code, verifier }: { code: string; verifier: string }) =>
  askTokens({
    grant_type: 'authorization_code',
    redirect_uri: `${WEB}/callback`,
    code,
    code_verifier: verifier,
  });

describe('authorization code flow with PKCE', () => {
  it('signs in the same user as /register, with a token of the same form', async () => {
    const { userId } = await register({ name: 'Carol' });
    const answer = await exchange(await signIn(openBrowser(), 'carol'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(WEB);
    const { access_token, refresh_token } = (await answer.json()) as Tokens;
    const { payload } = await verify(access_token);
    expect(payload).toMatchObject({ sub: userId, client_id: 'web' });
    const renewed = await askTokens({ grant_type: 'refresh_token', refresh_token });
    const { payload: again } = await verify(((await renewed.json()) as Tokens).access_token);
    expect(again).toMatchObject({ sub: userId, client_id: 'web' });
  });

  it('shows a page that asks for a name and says what is wrong with it', async () => {
    const browse = openBrowser();
    const { next } = await browse(authorizeUrl().url);
    expect(await browse(next)).toMatchObject({ status: 200, text: expect.stringContaining('name="name"') });
    const refused = await browse(next, { method: 'POST', body: new URLSearchParams({ name: '<script>' }) });
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('role="alert"') });
    expect(refused.text).not.toContain('<script>');
  });

  it('begins with the name the app expects, and with nothing that is no name', async () => {
    const pageFor = async (login_hint: string) => {
      const browse = openBrowser();
      return (await browse((await browse(authorizeUrl({ login_hint }).url)).next)).text;
    };
    expect(await pageFor('Alice')).toContain('value="Alice"');
    expect(await pageFor('"><script>alert(1)</script>')).not.toMatch(/<script>|alert/);
  });

  it('names the person in the ID token', async () => {
    const answer = await exchange(await signIn(openBrowser(), 'Gina'));
    expect(decodeJwt(((await answer.json()) as Tokens).id_token)).toMatchObject({ name: 'Gina' });
  });

  it('lets two people share a browser: the second sign-in leaves the first one alone', async () => {
    const browse = openBrowser();
    const first = (await (await exchange(await signIn(browse, 'Hugo'))).json()) as Tokens;
    const other = { prompt: 'login' };
    const second = (await (await exchange(await signIn(browse, 'Ines', other))).json()) as Tokens;
    expect(decodeJwt(second.id_token)).toMatchObject({ name: 'Ines' });
    const renewed = await askTokens({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(decodeJwt(((await renewed.json()) as Tokens).id_token)).toMatchObject({ name: 'Hugo' });
  });

  it('refuses a code without the verifier that began it', async () => {
    const { code } = await signIn(openBrowser(), 'Dan');
    expect((await exchange({ code, verifier: randomBytes(32).toString('base64url') })).status).toBe(400);
  });

  it('refuses a code a second time', async () => {
    const grant = await signIn(openBrowser(), 'Dan');
    expect((await exchange(grant)).status).toBe(200);
    expect((await exchange(grant)).status).toBe(400);
  });

  it('sends nobody to another site, and nobody on without PKCE', async () => {
    const elsewhere = await openBrowser()(authorizeUrl({ redirect_uri: 'http://127.0.0.1:9/' }).url);
    expect(elsewhere).toMatchObject({ status: 400, next: '', text: expect.stringContaining('redirect_uri') });
    expect(elsewhere.text).toContain('npm start -- --origin');
    const { next } = await openBrowser()(authorizeUrl({ code_challenge: '', code_challenge_method: '' }).url);
    expect(new URL(next).searchParams.get('error')).toBe('invalid_request');
  });

  it('answers an interaction of another browser with an error page', async () => {
    const { next } = await openBrowser()(authorizeUrl().url);
    expect(await openBrowser()(next)).toMatchObject({
      status: 400,
      text: expect.stringContaining('expired'),
    });
  });
});

const signOutUrl = (idToken: string, to = `${WEB}/`) =>
  `${issuer.url}/session/end?${new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: to })}`;

describe('an app of another origin that was named', () => {
  const STRANGER = 'http://localhost:5174';
  const call = async (origin: string, path: string, init: RequestInit) => {
    const answer = await fetch(`${issuer.url}${path}`, { ...init, headers: { origin } });
    return { status: answer.status, allowed: answer.headers.get('access-control-allow-origin') };
  };

  it.each([OTHER_APP, `${OTHER_APP}/`, `${OTHER_APP}/back/from?sign=in`])(
    'gets people back at %s',
    async (redirect_uri) => {
      const { code, at } = await signIn(openBrowser(), 'Olga', { redirect_uri });
      expect(code).not.toBe('');
      expect(at).toMatch(/^http:\/\/localhost:5173\/(back\/from)?\?/);
    },
  );

  it.each([`${OTHER_APP}0/`, `${OTHER_APP}.example/`, `${OTHER_APP}@127.0.0.1:9/`, `${OTHER_APP}/#token`])(
    'does not get them at %s, which is not its own',
    async (redirect_uri) => {
      expect(await openBrowser()(authorizeUrl({ redirect_uri }).url)).toMatchObject({
        status: 400,
        next: '',
      });
    },
  );

  it('gets people back when they have signed out', async () => {
    const browse = openBrowser();
    const { id_token } = (await (await exchange(await signIn(browse, 'Mia'))).json()) as Tokens;
    expect((await browse(signOutUrl(id_token, `${STRANGER}/bye`))).status).toBe(400);
    const { text } = await browse(signOutUrl(id_token, `${OTHER_APP}/bye`));
    expect(await submitForm(browse, issuer.url, text)).toBe(`${OTHER_APP}/bye`);
  });

  it('may call the provider, and a stranger may not', async () => {
    const body = new URLSearchParams({ client_id: 'web', token: 'none' });
    const revoke = (origin: string) => call(origin, '/token/revocation', { method: 'POST', body });
    expect(await revoke(OTHER_APP)).toEqual({ status: 200, allowed: OTHER_APP });
    expect(await revoke(STRANGER)).toEqual({ status: 400, allowed: null });
  });

  it('may register people, and a stranger is told nothing', async () => {
    const ask = (origin: string) => call(origin, '/register', { method: 'OPTIONS' });
    expect(await ask(OTHER_APP)).toEqual({ status: 204, allowed: OTHER_APP });
    expect(await ask(STRANGER)).toEqual({ status: 404, allowed: null });
    const post = { method: 'POST', body: JSON.stringify({ name: 'Nia' }) };
    expect(await call(OTHER_APP, '/register', post)).toEqual({ status: 201, allowed: OTHER_APP });
    expect(await call(STRANGER, '/register', post)).toEqual({ status: 200, allowed: null });
  });
});

describe('signing out', () => {
  it('asks nothing, comes back to the app, and makes the next one sign in', async () => {
    const browse = openBrowser();
    const { id_token } = (await (await exchange(await signIn(browse, 'Jan'))).json()) as Tokens;
    expect((await browse(authorizeUrl().url)).next).toContain('code=');
    const { text } = await browse(signOutUrl(id_token));
    expect(await submitForm(browse, issuer.url, text)).toBe(`${WEB}/`);
    expect((await browse(authorizeUrl().url)).next).toContain('/interaction/');
  });

  it('runs the one script that its policy names', async () => {
    const browse = openBrowser();
    const { id_token } = (await (await exchange(await signIn(browse, 'Kim'))).json()) as Tokens;
    const { text, headers } = await browse(signOutUrl(id_token));
    const script = /<script>(.*)<\/script>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    expect(headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`);
  });

  it('takes a refresh token back', async () => {
    const { refresh_token } = (await (await exchange(await signIn(openBrowser(), 'Lea'))).json()) as Tokens;
    const body = new URLSearchParams({ client_id: 'web', token: refresh_token });
    const answer = await fetch(`${issuer.url}/token/revocation`, {
      method: 'POST',
      headers: { origin: WEB },
      body,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(WEB);
    expect((await askTokens({ grant_type: 'refresh_token', refresh_token })).status).toBe(400);
  });
});

describe('a provider of the kind that wants to be asked what a token is for', () => {
  const RESOURCE = 'urn:sealed-stream';
  let other: Service;
  beforeAll(async () => {
    other = await startIdentityProvider({ port: 0, web: WEB, tokensMustBeAskedFor: true });
  });
  afterAll(() => other.close());

  /** The two access tokens that somebody gets who asks like this: by the code, and by the first renewal. */
  const tokensFor = async (asked: Record<string, string>, askedAgain: Record<string, string> = {}) => {
    const ours = issuer;
    issuer = other;
    try {
      const { code, verifier } = await signIn(openBrowser(), 'Zoe', asked);
      const grant = { redirect_uri: `${WEB}/callback`, code, code_verifier: verifier };
      const first = await askTokens({ grant_type: 'authorization_code', ...grant, ...askedAgain });
      const { access_token, refresh_token } = (await first.json()) as Tokens;
      const second = await askTokens({ grant_type: 'refresh_token', refresh_token, ...askedAgain });
      return [access_token, ((await second.json()) as Tokens).access_token];
    } finally {
      issuer = ours;
    }
  };

  it('gives an opaque token to who does not ask', async () => {
    for (const token of await tokensFor({})) expect(token).not.toContain('.');
  });

  it.each([
    ['audience', { audience: 'sealed-stream' }, {}],
    ['resource', { resource: RESOURCE }, { resource: RESOURCE }],
  ])('gives a JWT for the API to who asks by %s, and renews it', async (_, asked, askedAgain) => {
    for (const token of await tokensFor(asked, askedAgain))
      expect(decodeJwt(token)).toMatchObject({ aud: 'sealed-stream', client_id: 'web' });
  });

  it('gives none for an API that it does not know', async () => {
    for (const token of await tokensFor({ audience: 'another' })) expect(token).not.toContain('.');
    await expect(tokensFor({ resource: 'urn:another' })).resolves.toEqual([undefined, undefined]);
  });
});

it('keeps keys, users and sign-ins over a restart', async () => {
  const before = await register({ name: 'Frida' });
  const browse = openBrowser();
  const { refresh_token } = (await (await exchange(await signIn(browse, 'Frida'))).json()) as Tokens;
  const port = Number(new URL(issuer.url).port);
  await issuer.close();
  issuer = await start(port);
  await untilReachable(issuer.url);
  expect((await verify(before.accessToken)).payload.sub).toBe(before.userId);
  expect(await register({ name: 'Frida' })).toMatchObject({ status: 200, userId: before.userId });
  expect((await askTokens({ grant_type: 'refresh_token', refresh_token })).status).toBe(200);
  expect((await browse(authorizeUrl().url)).next).toContain(`${WEB}/callback?code=`);
});

/** The pool of `fetch` holds sockets of the server that is gone; the first call may meet one. */
const untilReachable = async (url: string) => {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await fetch(`${url}/jwks`).catch(() => null)) return;
  }
};
