/** Names begin so of what oidc-client-ts keeps in the window's own storage: a sign-in, and one that has begun. */
export const SIGN_IN_PREFIX = 'oidc.';

type Place = Pick<Window, 'location' | 'sessionStorage'>;

/** Whether somebody may be signed in in this window, or comes back from signing in. It proves nothing: the provider's library tells. */
export const mayBeSignedIn = ({ location, sessionStorage }: Place): boolean =>
  new URLSearchParams(location.search).has('state') ||
  Object.keys(sessionStorage).some((name) => name.startsWith(SIGN_IN_PREFIX));
