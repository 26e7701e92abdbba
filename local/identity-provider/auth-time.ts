import type { KoaContextWithOIDC } from 'oidc-provider';

/** When the people of tokens that scripts are given signed in, in seconds since 1970; `unsaid`: the token does not say. By token. */
const ofScripts = new WeakMap<object, number | 'unsaid'>();

/** For a token that no sign-in in a browser leads to. */
export const noteAuthTime = (token: object, authTime: number | 'unsaid'): void => {
  ofScripts.set(token, authTime);
};

/**
 * The claim `auth_time` of access tokens, which many providers put there (Cognito: "Understanding the access token"; RFC 9068, section 2.2.1). That of
 * a renewed token is of the sign-in it comes from, not of the renewal.
 */
export const authTimeClaim = (
  context: KoaContextWithOIDC | undefined,
  token: object,
): { auth_time: number } | undefined => {
  const { AuthorizationCode: code, RefreshToken: refresh } = context?.oidc?.entities ?? {};
  const authTime = ofScripts.get(token) ?? code?.authTime ?? refresh?.authTime;
  return typeof authTime === 'number' ? { auth_time: authTime } : undefined;
};
