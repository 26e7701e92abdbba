import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { ErrorResponse, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SharedRenewals } from './shared-renewals.ts';
import { SignInNeededError } from './sign-in-needed.ts';
import { SIGN_IN_PREFIX } from './window-sign-in.ts';

/** Who is signed in: the provider's `sub`, a name to show, and what the provider's form may begin with next time. */
export type Account = { sub: string; name: string; loginHint: string };

export type Auth = {
  /** Ends a sign-in that has just come back, tidies the address, and answers who is signed in in this window. */
  restore: () => Promise<Account | null>;
  /** Leaves for the identity provider. With a name: as that person, whoever the provider remembers. */
  signIn: (name?: string) => Promise<void>;
  /**
   * A token for the Messaging API that lives a minute at least, where one can be had. Many callers at once share one renewal, because a refresh
   * token is good for one use; so do the other windows of the same sign-in. Throws {@link SignInNeededError}, and what `fetch` throws when the provider cannot be reached.
   */
  accessToken: () => Promise<string>;
  /** Asks the provider whether the sign-in still holds, by renewing it. Throws as {@link Auth.accessToken} does. */
  verify: () => Promise<void>;
  /**
   * Takes the refresh token back, forgets all tokens and leaves for the provider's sign-out. Where the provider cannot be
   * reached or has no sign-out, this window alone is signed out.
   */
  signOut: () => Promise<void>;
  /** Takes the refresh token back and forgets all tokens, in this window alone; stays on the page. Afterwards there is no token to be had. */
  forget: () => Promise<void>;
};

const RENEW_BEFORE_SECONDS = 60;
/** Leaving does not wait longer than this for the provider. */
const LEAVE_MS = 2_000;

/** Authorization code flow with PKCE. All is kept per window (sessionStorage), so two windows can be two people. */
export const createAuth = (config: StackConfig, browser: Window): Auth => {
  const { location, history, sessionStorage } = browser;
  // Loaded when it is needed: the sign-in screen does without. Should it not be had any more, after a new version was put in its place, this window renews for itself.
  const renewals = () =>
    import('./shared-renewals.ts').then(
      ({ sharedRenewals }) => sharedRenewals(browser),
      () => ALONE,
    );
  const home = `${location.origin}/`;
  const store = new WebStorageStateStore({ store: sessionStorage, prefix: SIGN_IN_PREFIX });
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
    renewing ??= renewals()
      .then((shared) => renewed(manager, config, shared))
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };
  let hasLeft = false;
  const forget = async () => {
    hasLeft = true;
    await Promise.race([renewing?.catch(() => {}), pause(LEAVE_MS)]); // it would keep its tokens after the others are gone
    await renewals()
      .then((shared) => newest(manager, shared))
      .catch(() => {}); // the one to take back
    await Promise.race([manager.revokeTokens(['refresh_token']).catch(() => {}), pause(LEAVE_MS)]); // not every provider can
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
      if (!user || hasLeft) throw new SignInNeededError();
      if (isFresh(user)) return user.access_token;
      try {
        return (await renew()).access_token;
      } catch (error) {
        if (error instanceof SignInNeededError || user.expired !== false) throw error;
        return user.access_token; // it lives a little longer, and the next call tries again
      }
    },
    verify: async () => void (await renew()),
    signOut: async () => {
      await forget();
      try {
        await manager.signoutRedirect();
      } catch {
        await manager.removeUser();
        location.assign(home);
      }
    },
    forget: async () => {
      await forget();
      await manager.removeUser();
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

const isFresh = (user: User): boolean => (user.expires_in ?? Infinity) > RENEW_BEFORE_SECONDS;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const ALONE: SharedRenewals = {
  inTurn: (_userId, work) => work(),
  find: async () => null,
  leave: async () => {},
};

/** More than the others can have renewed while this window slept; it only ends a circle. */
const MOST_HOPS = 1000;

/** This window's sign-in, or what other windows have made of it since; then that is kept here too. */
const newest = async (manager: UserManager, renewals: SharedRenewals): Promise<User | null> => {
  const known = await manager.getUser();
  let user = known;
  for (let hop = 0; user?.refresh_token && hop < MOST_HOPS; hop += 1) {
    const told = await renewals.find({ userId: user.profile.sub, refreshToken: user.refresh_token });
    if (told === null) break;
    user = User.fromStorageString(told);
  }
  if (user !== known) await manager.storeUser(user);
  return user;
};

const renewed = async (
  manager: UserManager,
  { oidcResource: resource }: StackConfig,
  renewals: SharedRenewals,
): Promise<User> => {
  const before = await manager.getUser();
  if (!before?.refresh_token) throw new SignInNeededError();
  return renewals.inTurn(before.profile.sub, async () => {
    const known = await newest(manager, renewals);
    if (!known?.refresh_token) throw new SignInNeededError();
    if (known.refresh_token !== before.refresh_token && isFresh(known)) return known;
    const user = await askedAnew(manager, resource);
    if (user.refresh_token !== known.refresh_token)
      await renewals.leave(
        { userId: known.profile.sub, refreshToken: known.refresh_token },
        user.toStorageString(),
      );
    return user;
  });
};

const askedAnew = async (manager: UserManager, resource: string | undefined): Promise<User> => {
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
