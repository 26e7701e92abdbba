import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { startIdentityProvider } from '../../local/identity-provider/start-identity-provider.ts';
import type { Service } from '../../local/platform/service.ts';
import { openNativeApp, REDIRECT } from '../support/native-app.ts';
import { openBrowser, submitForm } from '../support/sign-in-pages.ts';

const WEB = 'http://127.0.0.1:4000';
const OTHER_APP = 'http://localhost:5173';
const SIGNED_OUT = 'io.example.sealedstream:/signed-out';

let issuer: Service;
beforeAll(async () => {
  issuer = await startIdentityProvider({ port: 0, web: WEB, origins: [OTHER_APP] });
});
afterAll(() => issuer.close());

describe('the sign-in of an app on a phone', () => {
  it('opens the app by its scheme, and gives tokens that can be renewed', async () => {
    const app = openNativeApp(issuer.url);
    const returned = await app.signIn('Alice');
    expect(returned.state).toBe('kept');
    const { status, access_token, id_token, refresh_token } = await app.exchange(returned);
    expect(status).toBe(200);
    expect(decodeJwt(access_token)).toMatchObject({ aud: 'sealed-stream', client_id: 'native' });
    const { name, sub } = decodeJwt(id_token);
    expect(name).toBe('Alice');
    const renewed = await app.askTokens({ grant_type: 'refresh_token', refresh_token });
    expect(decodeJwt(renewed.access_token)).toMatchObject({ sub, client_id: 'native' });
  });

  it('asks again in a browser that knows somebody, and signs in whoever is named', async () => {
    const browse = openBrowser();
    const app = openNativeApp(issuer.url, browse);
    await app.signIn('Alice');
    expect((await app.authorize().opened).next).toContain('/interaction/');
    const { id_token } = await app.exchange(await app.signIn('Bob'));
    expect(decodeJwt(id_token)).toMatchObject({ name: 'Bob' });
  });

  it('gives nothing to who has the code alone', async () => {
    const app = openNativeApp(issuer.url);
    const { code } = await app.signIn('Carol');
    const wrong = { code, verifier: randomBytes(32).toString('base64url') };
    expect(await app.exchange(wrong)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('is refused without PKCE, and with a challenge that says the verifier', async () => {
    const app = openNativeApp(issuer.url);
    const plain = { code_challenge_method: 'plain' };
    for (const without of [{ code_challenge: '', code_challenge_method: '' }, plain] as Record<
      string,
      string
    >[]) {
      const { next } = await app.authorize(without).opened;
      expect(new URL(next).searchParams.get('error')).toBe('invalid_request');
    }
  });

  it.each([
    `${REDIRECT}/`,
    `${REDIRECT}?more=1`,
    'io.example.sealedstream:/elsewhere',
    'io.example.sealedstream://sign-in',
    'io.example.another:/sign-in',
    SIGNED_OUT,
  ])('does not lead to %s, which is not registered', async (redirect_uri) => {
    const { status, next } = await openNativeApp(issuer.url).authorize({ redirect_uri }).opened;
    expect({ status, next }).toEqual({ status: 400, next: '' });
  });

  it.each([
    ['native', `${WEB}/`],
    ['native', `${OTHER_APP}/`],
    ['native', `${OTHER_APP}/back`],
    ['web', REDIRECT],
  ])('does not lead the client %s to %s, which is of the other', async (client_id, redirect_uri) => {
    const { status, next } = await openNativeApp(issuer.url).authorize({ client_id, redirect_uri }).opened;
    expect({ status, next }).toEqual({ status: 400, next: '' });
  });

  it('gives no tokens to the other client', async () => {
    const app = openNativeApp(issuer.url);
    const other = await app.exchange(await app.signIn('Dan'), { client_id: 'web' });
    expect(other).toMatchObject({ status: 400, error: 'invalid_grant' });
  });
});

describe('signing out of the app', () => {
  it('opens the app again, and no page of the web app', async () => {
    const browse = openBrowser();
    const app = openNativeApp(issuer.url, browse);
    const { id_token } = await app.exchange(await app.signIn('Eve'));
    const signOut = (to: string) => {
      const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: to });
      return browse(`${issuer.url}/session/end?${query}`);
    };
    for (const other of [`${WEB}/`, `${OTHER_APP}/bye`, REDIRECT])
      expect((await signOut(other)).status).toBe(400);
    const { text } = await signOut(SIGNED_OUT);
    expect(await submitForm(browse, issuer.url, text)).toBe(SIGNED_OUT);
  });
});
