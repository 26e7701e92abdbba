import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { StackConfig } from '../config.ts';

/** Who is signed in: the provider's `sub`, a name to show, and what the provider's form may begin with next time. */
export type Account = { sub: string; name: string; loginHint: string };

/** Nobody is signed in, or no longer: only signing in again helps. */
export class SignInNeededError extends Error {
  override readonly name = 'SignInNeededError';
}

export type Auth = {
  /** Ends a sign-in that has just come back, tidies the address, and answers who is signed in in this window. */
  restore: () => Promise<Account | null>;
  /** Leaves for the identity provider. With a name: as that person, whoever the provider remembers. */
  signIn: (name?: string) => Promise<void>;
  /**
   * A token for the Messaging API that lives a minute at least. Many callers at once share one renewal, because a refresh
   * token is good for one use. Throws {@link SignInNeededError}, and what `fetch` throws when the provider cannot be reached.
   */
  accessToken: () => Promise<string>;
  /**
   * Takes the refresh token back, forgets all tokens and leaves for the provider's sign-out. Where the provider cannot be
   * reached or has no sign-out, this window alone is signed out.
   */
  signOut: () => Promise<void>;
};

const RENEW_BEFORE_SECONDS = 60;

/** Authorization code flow with PKCE. All is kept per window (sessionStorage), so two windows can be two people. */
export const createAuth = (config: StackConfig, { location, history, sessionStorage }: Window): Auth => {
  const home = `${location.origin}/`;
  const store = new WebStorageStateStore({ store: sessionStorage });
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.oidcClientId,
    scope: config.oidcScope,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    ...tokenFor(config),
    userStore: store,
    stateStore: store,
    automaticSilentRenew: false, // renewed on use instead: a timer could spend the refresh token at the same moment
  });

  const restore = async () => {
    const query = new URLSearchParams(location.search);
    if (!query.has('state')) return accountOf(await manager.getUser());
    let address = '';
    try {
      if (!query.has('code') && !query.has('error')) return accountOf(await manager.getUser());
      const user = await manager.signinRedirectCallback();
      address = addressIn(user.state);
      return accountOf(user);
    } catch (error) {
      // By way of the browser's Back, the answer to a sign-in comes a second time.
      const known = accountOf(await manager.getUser());
      if (!known) throw error;
      return known;
    } finally {
      history.replaceState(null, '', home + address);
    }
  };

  let renewing: Promise<User> | undefined;
  const renew = () => {
    renewing ??= renewed(manager, config).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    restore,
    signIn: async (name) => {
      await manager.removeUser();
      const asThem = name === undefined ? {} : { prompt: 'login', max_age: 0, login_hint: name };
      await manager.signinRedirect({ ...asThem, state: location.hash });
    },
    accessToken: async () => {
      const user = await manager.getUser();
      if (!user) throw new SignInNeededError();
      const fresh = (user.expires_in ?? Infinity) > RENEW_BEFORE_SECONDS ? user : await renew();
      return fresh.access_token;
    },
    signOut: async () => {
      await manager.revokeTokens(['refresh_token']).catch(() => {}); // not every provider can
      try {
        await manager.signoutRedirect();
      } catch {
        await manager.removeUser();
        location.assign(home);
      }
    },
  };
};

/**
 * What a provider is asked for the token to be for. `resource` goes with the code and each renewal, too: RFC 8707 has a provider decide
 * by that request, and some give a token for themselves without it. `audience` is asked once; the renewal is for what was granted.
 */
const tokenFor = ({ oidcAudience: audience, oidcResource: resource }: StackConfig) => ({
  ...(audience !== undefined && { extraQueryParams: { audience } }),
  ...(resource !== undefined && { resource, extraTokenParams: { resource } }),
});

const renewed = async (manager: UserManager, { oidcResource: resource }: StackConfig): Promise<User> => {
  const known = await manager.getUser();
  if (!known?.refresh_token) throw new SignInNeededError();
  try {
    const user = await manager.signinSilent(resource === undefined ? {} : { resource });
    if (user) return user;
  } catch (cause) {
    if (!(cause instanceof ErrorResponse)) throw cause;
    throw new SignInNeededError('the refresh token is no longer good', { cause });
  }
  throw new SignInNeededError();
};

/** Where the person was, or wanted to go, when the sign-in began: what the page's address had behind `#`. */
const addressIn = (state: unknown): string =>
  typeof state === 'string' && state.startsWith('#/') ? state : '';

const accountOf = (user: User | null | undefined): Account | null => {
  if (!user) return null;
  const { sub, name, preferred_username, email } = user.profile;
  const loginHint = preferred_username ?? email ?? name ?? '';
  return { sub, name: name ?? (loginHint || sub), loginHint };
};
