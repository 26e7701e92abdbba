import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { User } from 'oidc-client-ts';
import type { StackConfig } from '../../../client-example/secure-chat/src/screens/stack-config.ts';
import { createAuth } from '../../../client-example/web/src/auth/auth.ts';
import { SignInNeededError } from '../../../client-example/web/src/auth/sign-in-needed.ts';

let provider: Server;
let issuer: string;
let renewals: string[];
let lastRenewal: URLSearchParams;
let refusal: { status: number; body: object } | undefined;
let windows: { leave: () => Promise<void> }[] = [];

/** A provider that renews tokens, and takes each refresh token once. */
beforeEach(async () => {
  renewals = [];
  refusal = undefined;
  provider = createServer(async (request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'GET')
      return json(200, {
        issuer,
        token_endpoint: `${issuer}/token`,
        authorization_endpoint: `${issuer}/auth`,
      });
    let body = '';
    for await (const chunk of request) body += chunk;
    lastRenewal = new URLSearchParams(body);
    renewals.push(lastRenewal.get('refresh_token') ?? '');
    if (refusal) return json(refusal.status, refusal.body);
    const number = renewals.length;
    const tokens = { access_token: `access-${number}`, refresh_token: `refresh-${number}` };
    return json(200, { ...tokens, token_type: 'Bearer', expires_in: 3600 });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const window of windows) await window.leave(); // ends the timers that watch over tokens
  windows = [];
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

/** The app in a window in which somebody is signed in whose token ends in so many seconds. */
const signedIn = ({
  expiresIn,
  refreshToken = 'refresh-0',
  asks = {},
  search = '',
  hash = '',
}: {
  expiresIn: number;
  refreshToken?: string;
  search?: string;
  hash?: string;
  asks?: Pick<StackConfig, 'oidcAudience' | 'oidcResource'>;
}) => {
  const user = new User({
    access_token: 'access-0',
    refresh_token: refreshToken,
    token_type: 'Bearer',
    expires_at: Math.floor(Date.now() / 1000) + expiresIn,
    profile: { sub: 'alice', name: 'Alice', iss: issuer, aud: 'web', exp: 0, iat: 0 },
  });
  const kept = new Map([[`oidc.user:${issuer}:web`, user.toStorageString()]]);
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const visited: string[] = [];
  const location = {
    origin: 'http://127.0.0.1:9',
    search,
    hash,
    assign: (url: string) => void visited.push(url),
  };
  const config = { issuer, oidcClientId: 'web', oidcScope: 'openid profile', ...asks } as StackConfig;
  const history = { replaceState: (_: unknown, __: string, url: string) => void visited.push(url) };
  const auth = createAuth(config, { sessionStorage, location, history } as unknown as Window);
  windows.push({ leave: auth.signOut });
  return { ...auth, kept, visited };
};

it('knows who is signed in after a reload', async () => {
  expect(await signedIn({ expiresIn: 3600 }).restore()).toEqual({
    sub: 'alice',
    name: 'Alice',
    loginHint: 'Alice',
  });
});

describe('an answer to a sign-in that is none of this window any more, as the browser’s Back brings it', () => {
  const search = '?code=once&state=spent';

  it('changes nothing for somebody who is signed in, and leaves the address tidy', async () => {
    const { restore, visited } = signedIn({ expiresIn: 3600, search });
    expect(await restore()).toMatchObject({ sub: 'alice' });
    expect(visited).toEqual(['http://127.0.0.1:9/']);
  });

  it('is a sign-in that failed for somebody who is not', async () => {
    const { restore, kept, visited } = signedIn({ expiresIn: 3600, search });
    kept.clear();
    await expect(restore()).rejects.toThrow();
    expect(visited).toEqual(['http://127.0.0.1:9/']);
  });
});

it('keeps where the person wanted to go while they are at the provider', async () => {
  const { signIn, kept } = signedIn({ expiresIn: 3600, hash: '#/encrypted/pair-bob?window=members' });
  await new Promise<void>((resolve) => {
    const page = {
      location: { assign: () => resolve() },
      addEventListener: () => {},
      removeEventListener: () => {},
    };
    Object.assign(globalThis, { window: Object.assign(page, { self: page }) });
    void signIn();
  });
  Reflect.deleteProperty(globalThis, 'window');
  const begun = [...kept].find(([key]) => key !== `oidc.user:${issuer}:web`)?.[1] ?? '{}';
  expect(JSON.parse(begun)).toMatchObject({ data: '#/encrypted/pair-bob?window=members' });
});

it('gives a token that still lives, without asking', async () => {
  expect(await signedIn({ expiresIn: 3600 }).accessToken()).toBe('access-0');
  expect(renewals).toEqual([]);
});

it('renews a token that is about to end once for all who ask at the same time', async () => {
  const auth = signedIn({ expiresIn: 30 });
  const tokens = await Promise.all([auth.accessToken(), auth.accessToken(), auth.accessToken()]);
  expect(tokens).toEqual(['access-1', 'access-1', 'access-1']);
  expect(await auth.accessToken()).toBe('access-1');
  expect(renewals).toEqual(['refresh-0']);
});

it('asks to sign in again when the refresh token is no longer good', async () => {
  refusal = { status: 400, body: { error: 'invalid_grant' } };
  await expect(signedIn({ expiresIn: -1 }).accessToken()).rejects.toThrow(SignInNeededError);
});

it('asks to sign in again when there is none', async () => {
  await expect(signedIn({ expiresIn: -1, refreshToken: '' }).accessToken()).rejects.toThrow(
    SignInNeededError,
  );
});

it('keeps the sign-in when the provider is only out of order, and goes on later', async () => {
  const auth = signedIn({ expiresIn: -1 });
  refusal = { status: 503, body: {} };
  await expect(auth.accessToken()).rejects.not.toThrow(SignInNeededError);
  refusal = undefined;
  expect(await auth.accessToken()).toBe('access-2');
});

it('signs this window out where the provider has no sign-out', async () => {
  const { signOut, kept, visited, restore } = signedIn({ expiresIn: 3600 });
  await signOut();
  expect([...kept.keys()]).toEqual([]);
  expect(visited).toEqual(['http://127.0.0.1:9/']);
  expect(await restore()).toBeNull();
});

describe('a provider that wants to be asked what the token is for', () => {
  /** Where the app leaves for; oidc-client-ts goes by the page's own `window`. */
  const signInAddress = async (
    asks: Pick<StackConfig, 'oidcAudience' | 'oidcResource'>,
  ): Promise<URLSearchParams> => {
    const { signIn } = signedIn({ expiresIn: 3600, asks });
    const address = await new Promise<string>((resolve) => {
      const page = {
        location: { assign: resolve },
        addEventListener: () => {},
        removeEventListener: () => {},
      };
      Object.assign(globalThis, { window: Object.assign(page, { self: page }) });
      void signIn();
    });
    Reflect.deleteProperty(globalThis, 'window');
    return new URL(address).searchParams;
  };

  it('is asked for what stack.json names, by either parameter, and for nothing otherwise', async () => {
    const asked = await signInAddress({ oidcAudience: 'https://api.example', oidcResource: 'urn:api' });
    expect([asked.get('audience'), asked.get('resource')]).toEqual(['https://api.example', 'urn:api']);
    const plain = await signInAddress({});
    expect([plain.has('audience'), plain.has('resource'), plain.get('client_id')]).toEqual([
      false,
      false,
      'web',
    ]);
  });

  it('is asked again by resource at each renewal', async () => {
    await signedIn({ expiresIn: 30, asks: { oidcResource: 'urn:api' } }).accessToken();
    expect(lastRenewal.getAll('resource')).toEqual(['urn:api']);
    await signedIn({ expiresIn: 30 }).accessToken();
    expect(lastRenewal.has('resource')).toBe(false);
  });
});
