import { beforeEach, expect, it } from '@jest/globals';
import { SignInNeededError } from '../../../client-example/web/src/auth/sign-in-needed.ts';
import { useSignInWatch, watchSignIn } from '../../../client-example/web/src/state/sign-in-watch.ts';

const API = 'http://127.0.0.1:1';
const answering = (status: number) => async () => new Response(null, { status });
const hasEnded = () => useSignInWatch.getState().hasEnded;

beforeEach(() => useSignInWatch.setState({ hasEnded: false }));

const watched = (status: number, accessToken = async () => 'token') =>
  watchSignIn({ accessToken }, API, answering(status));

it('passes tokens and answers on', async () => {
  const { accessToken, fetch } = watched(200);
  expect(await accessToken()).toBe('token');
  expect((await fetch(`${API}/me`)).status).toBe(200);
  expect(hasEnded()).toBe(false);
});

it('notes that the provider gives no token any more, and only that', async () => {
  const offline = watched(200, () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(offline.accessToken()).rejects.toThrow('Failed to fetch');
  expect(hasEnded()).toBe(false);
  const ended = watched(200, () => Promise.reject(new SignInNeededError()));
  await expect(ended.accessToken()).rejects.toThrow(SignInNeededError);
  expect(hasEnded()).toBe(true);
});

it.each([
  ['string', `${API}/me`],
  ['URL', new URL(`${API}/me`)],
  ['Request', new Request(`${API}/me`)],
])('notes that the API refuses the token, asked by %s', async (_kind, input) => {
  expect((await watched(401).fetch(input)).status).toBe(401);
  expect(hasEnded()).toBe(true);
});

it('cares for nobody else who answers 401', async () => {
  await watched(401).fetch('http://127.0.0.1:2/files/a');
  expect(hasEnded()).toBe(false);
});
