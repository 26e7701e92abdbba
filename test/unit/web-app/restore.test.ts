import { expect, it } from '@jest/globals';
import type { Auth } from '../../../client-example/web/src/auth/auth.ts';
import { restoreSignIn } from '../../../client-example/web/src/auth/restore.ts';

const ALICE = { sub: 'alice', name: 'Alice', loginHint: 'Alice' };

/** A window at this address with these names in its own storage; answers who is signed in, and what was asked of the library that signs in. */
const opened = async ({ search = '', kept = {} }: { search?: string; kept?: Record<string, string> }) => {
  const asked: string[] = [];
  const auth = {
    restore: async () => {
      asked.push('restore');
      return 'oidc.user:somewhere:web' in kept ? ALICE : null;
    },
    signIn: async (name?: string) => void asked.push(`sign in as ${name}`),
  } as unknown as Auth;
  const memory = { getItem: () => null };
  const browser = { location: { search }, sessionStorage: { ...memory, ...kept }, localStorage: memory };
  const loadAuth = async () => {
    asked.push('load');
    return auth;
  };
  const restored = restoreSignIn({ inbox: 'http://127.0.0.1:9' }, browser as unknown as Window, loadAuth);
  const account = await Promise.race([restored.then((found) => found?.account ?? null), pause('leaving')]);
  return { account, asked };
};

const pause = <Result>(result: Result) => new Promise<Result>((resolve) => setTimeout(resolve, 50, result));

it('shows the way in without loading what signs in, in a window where nobody can be signed in', async () => {
  expect(await opened({})).toEqual({ account: null, asked: [] });
  expect(await opened({ search: '?theme=dark', kept: { other: 'x' } })).toEqual({ account: null, asked: [] });
});

it('finds who is signed in, and a sign-in that comes back', async () => {
  const kept = { 'oidc.user:somewhere:web': '{}' };
  expect(await opened({ kept })).toEqual({ account: ALICE, asked: ['load', 'restore'] });
  expect((await opened({ search: '?code=a&state=b' })).asked).toEqual(['load', 'restore']);
});

it('signs in as somebody else where the address says so', async () => {
  expect(await opened({ search: '?as=Bob' })).toEqual({
    account: 'leaving',
    asked: ['load', 'sign in as Bob'],
  });
});
