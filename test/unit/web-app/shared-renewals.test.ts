import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { User } from 'oidc-client-ts';
import type { StackConfig } from '../../../client-example/secure-chat/src/screens/stack-config.ts';
import { createAuth } from '../../../client-example/web/src/auth/auth.ts';
import { SignInNeededError } from '../../../client-example/web/src/auth/sign-in-needed.ts';
import { databaseKeyName } from '../../../client-example/web/src/state/memory.ts';
import { fakeStorage } from '../../support/fake-storage.ts';
import { fakeWindows } from '../../support/fake-windows.ts';

let provider: Server;
let issuer: string;
/** Refresh tokens that were used, and those taken back. */
let used: string[];
let revoked: string[];
let leaving: (() => Promise<void>)[] = [];

/** A provider as they are: each refresh token is good for one use, and a second use ends the whole sign-in. */
beforeEach(async () => {
  used = [];
  revoked = [];
  provider = createServer(async (request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const endpoint = (name: string) => `${issuer}/${name}`;
    if (request.method === 'GET')
      return json(200, {
        issuer,
        token_endpoint: endpoint('token'),
        revocation_endpoint: endpoint('revoke'),
        authorization_endpoint: endpoint('auth'),
      });
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = new URLSearchParams(body);
    if (request.url === '/revoke') {
      revoked.push(asked.get('token') ?? '');
      return json(200, {});
    }
    const token = asked.get('refresh_token') ?? '';
    const isSpent = used.includes(token) || revoked.length > 0;
    used.push(token);
    if (isSpent) return json(400, { error: 'invalid_grant' });
    await new Promise(setImmediate); // the other window comes meanwhile
    const tokens = { access_token: `access after ${token}`, refresh_token: `${token}+` };
    return json(200, { ...tokens, token_type: 'Bearer', expires_in: 3600 });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const leave of leaving) await leave(); // ends the timers that watch over tokens
  leaving = [];
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

const NAME = () => `oidc.user:${issuer}:web`;

/** A browser in which windows have what `localStorage` and Web Locks give them, and tokens of their own. */
const openBrowser = () => {
  const localStorage = fakeStorage();
  const { exclusively } = fakeWindows().open();
  const locks = {
    request: (name: string, _: object, work: () => Promise<unknown>) => exclusively(name, work),
  };
  const open = (copied: { sessionStorage: Storage }) => {
    const sessionStorage = fakeStorage();
    for (const [key, value] of Object.entries(copied.sessionStorage)) sessionStorage.setItem(key, value);
    const location = { origin: 'http://127.0.0.1:9', search: '', assign: () => {} };
    const config = { issuer, oidcClientId: 'web', oidcScope: 'openid' } as StackConfig;
    const browser = { sessionStorage, localStorage, navigator: { locks }, location, history: {} };
    const auth = createAuth(config, browser as unknown as Window);
    leaving.push(auth.signOut);
    return { ...auth, sessionStorage };
  };
  const signIn = (sub: string, refreshToken: string) => {
    const sessionStorage = fakeStorage();
    const user = new User({
      access_token: 'the first',
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_at: 0,
      profile: { sub, name: sub, iss: issuer, aud: 'web', exp: 0, iat: 0 },
    });
    sessionStorage.setItem(NAME(), user.toStorageString());
    localStorage.setItem(databaseKeyName(sub), 'a key');
    return open({ sessionStorage });
  };
  /** An hour passes for the tokens of this window. */
  const anHourLater = ({ sessionStorage }: { sessionStorage: Storage }) => {
    const kept = JSON.parse(sessionStorage.getItem(NAME()) ?? '');
    sessionStorage.setItem(NAME(), JSON.stringify({ ...kept, expires_at: 0 }));
  };
  return { localStorage, open, signIn, anHourLater };
};

it('a duplicated window takes over what the other one got, at once, and hours later', async () => {
  const { signIn, open, anHourLater } = openBrowser();
  const one = signIn('alice', 'A');
  const other = open(one);
  expect(await Promise.all([one.accessToken(), other.accessToken()])).toEqual([
    'access after A',
    'access after A',
  ]);
  for (const spent of ['A+', 'A++']) {
    anHourLater(one);
    expect(await one.accessToken()).toBe(`access after ${spent}`);
  }
  anHourLater(other); // it slept meanwhile
  expect(await other.accessToken()).toBe('access after A++');
  anHourLater(other);
  anHourLater(one);
  expect(await other.accessToken()).toBe('access after A+++');
  expect(await one.accessToken()).toBe('access after A+++');
  expect(used).toEqual(['A', 'A+', 'A++', 'A+++']);
});

it('two people in one browser do not meet', async () => {
  const { signIn } = openBrowser();
  const [alice, bob] = [signIn('alice', 'A'), signIn('bob', 'B')];
  expect(await Promise.all([alice.accessToken(), bob.accessToken()])).toEqual([
    'access after A',
    'access after B',
  ]);
  await alice.forget();
  expect(revoked).toEqual(['A+']);
  await expect(alice.accessToken()).rejects.toThrow(SignInNeededError);
  expect(await bob.accessToken()).toBe('access after B');
});

it('what is left for the others cannot be read without the token it was got for', async () => {
  const { signIn, localStorage } = openBrowser();
  await signIn('alice', 'a-secret-token').accessToken();
  const left = Object.entries(localStorage).filter(([name]) => name.includes('renewed'));
  expect(left).toHaveLength(1);
  expect(JSON.stringify(left)).not.toMatch(/secret|access/);
});

it('damaged, it counts as nothing', async () => {
  const { signIn, open, localStorage } = openBrowser();
  const one = signIn('alice', 'A');
  const other = open(one);
  await one.accessToken();
  for (const name of Object.keys(localStorage))
    if (name.includes('renewed')) localStorage.setItem(name, '1.x');
  await expect(other.accessToken()).rejects.toThrow(SignInNeededError);
});

it('nothing is left after the person has signed out, be it in the middle of a renewal', async () => {
  const { signIn, localStorage } = openBrowser();
  const one = signIn('alice', 'A');
  const renewing = one.accessToken();
  localStorage.removeItem(databaseKeyName('alice')); // another window has signed her out
  await renewing;
  expect(Object.keys(localStorage)).toEqual([]);
});

it('only the last of many is kept', async () => {
  const { signIn, anHourLater, localStorage } = openBrowser();
  const one = signIn('alice', 'A');
  for (let hour = 0; hour < 35; hour += 1) {
    anHourLater(one);
    await one.accessToken();
  }
  expect(Object.keys(localStorage).filter((name) => name.includes('renewed'))).toHaveLength(30);
});

it('the newest token is the one taken back at the sign-out', async () => {
  const { signIn, open } = openBrowser();
  const one = signIn('alice', 'A');
  const other = open(one);
  await one.accessToken();
  await other.forget();
  expect(revoked).toEqual(['A+']);
  expect(other.sessionStorage.getItem(NAME())).toBeNull();
});

it('an old token does for the last minute when another window does not come to an end with its renewal', async () => {
  const sessionStorage = fakeStorage();
  const stuck = () => Promise.reject(new DOMException('', 'TimeoutError'));
  const user = (expires_at: number) =>
    new User({
      access_token: 'old',
      refresh_token: 'A',
      token_type: 'Bearer',
      expires_at,
      profile: { sub: 'alice', iss: issuer, aud: 'web', exp: 0, iat: 0 },
    }).toStorageString();
  const config = { issuer, oidcClientId: 'web', oidcScope: 'openid' } as StackConfig;
  const location = { origin: 'http://127.0.0.1:9', search: '', assign: () => {} };
  const browser = { sessionStorage, location, history: {}, navigator: { locks: { request: stuck } } };
  const auth = createAuth(config, browser as unknown as Window);
  leaving.push(auth.signOut);
  sessionStorage.setItem(NAME(), user(Date.now() / 1000 + 30));
  expect(await auth.accessToken()).toBe('old');
  sessionStorage.setItem(NAME(), user(0));
  await expect(auth.accessToken()).rejects.toMatchObject({ name: 'TimeoutError' });
});
