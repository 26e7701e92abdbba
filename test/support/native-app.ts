import { createHash, randomBytes } from 'node:crypto';
import { openBrowser, submitForm } from './sign-in-pages.ts';

export const REDIRECT = 'io.example.sealedstream:/sign-in';

export type Tokens = { access_token: string; id_token: string; refresh_token: string };
/** What the app is opened with again, and what proves that it had asked. */
export type Returned = { code: string; state: string; verifier: string };

/** The sign-in of an app on a phone, by plain HTTP: it opens the system's browser, which opens the app again by its scheme. */
export const openNativeApp = (issuer: string, browse = openBrowser()) => {
  const authorize = (more: Record<string, string> = {}) => {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: 'native',
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid profile',
      state: 'kept',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    });
    return { verifier, opened: browse(`${issuer}/auth?${query}`) };
  };

  /** Types the name into the form, and goes where the browser is sent, until the app is opened. */
  const signIn = async (name: string): Promise<Returned> => {
    const { verifier, opened } = authorize();
    let { next } = await opened;
    for (let step = 0; step < 8 && next.startsWith(issuer); step++) {
      const body = new URLSearchParams({ name });
      const form = next.includes('/interaction/') ? { method: 'POST', body } : undefined;
      const answer = await browse(next, form);
      next = answer.next || (await submitForm(browse, issuer, answer.text));
    }
    if (!next.startsWith(`${REDIRECT}?`)) throw new Error(`the browser was sent to ${next}`);
    const { searchParams } = new URL(next);
    const [code = '', state = ''] = [searchParams.get('code') ?? '', searchParams.get('state') ?? ''];
    return { code, state, verifier };
  };

  /** Apps send no `Origin`. */
  const askTokens = async (grant: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'native', ...grant });
    const answer = await fetch(`${issuer}/token`, { method: 'POST', body });
    return { status: answer.status, ...((await answer.json()) as Tokens & { error?: string }) };
  };
  const exchange = ({ code, verifier }: Pick<Returned, 'code' | 'verifier'>, more = {}) =>
    askTokens({
      grant_type: 'authorization_code',
      redirect_uri: REDIRECT,
      code,
      code_verifier: verifier,
      ...more,
    });
  return { authorize, signIn, exchange, askTokens };
};
