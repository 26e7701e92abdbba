import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** API Gateway gives the issuer this long, for discovery and for keys ("Quotas for ... an HTTP API"). */
const ISSUER_TIMEOUT_MS = 1500;
/** It "can cache the public key for two hours" ("Control access to HTTP APIs with JWT authorizers"). */
const KEYS_MAX_AGE_MS = 2 * 60 * 60 * 1000;

/**
 * Finds an issuer's keys through its discovery document, and keeps them. An issuer that cannot be reached is asked
 * again at the next request.
 */
export const createIssuerKeys = (issuer: string): JWTVerifyGetKey => {
  let found: Promise<JWTVerifyGetKey> | undefined;
  const find = () => {
    found ??= discover(issuer).catch((error) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return async (header, token) => (await find())(header, token);
};

const discover = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS) });
  if (!response.ok) throw new Error('The discovery document of the issuer cannot be read');
  const { jwks_uri } = (await response.json()) as { jwks_uri: string };
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: ISSUER_TIMEOUT_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });
};
