import { type JWTPayload, jwtVerify } from 'jose';
import type { JwtAuthorizerSpec } from '../template/deployment.ts';
import { type Answer, refusal } from './answer.ts';
import type { JwtContext } from './event.ts';
import { createIssuerKeys } from './issuer-keys.ts';

/** Takes the `Authorization` header; gives the caller's claims, or the gateway's refusal. */
export type Authorizer = (header: string | undefined) => Promise<JwtContext | Answer>;

/** "Currently, only RSA-based algorithms are supported." */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/**
 * API Gateway's JWT authorizer ("Control access to HTTP APIs with JWT authorizers"): the token alone or after `Bearer`;
 * a `kid` that names a key of the issuer, an RSA signature, `iss`, `aud` (`client_id` only when there is no `aud`), `exp`, `nbf`,
 * `iat`; then, when the route names scopes, at least one of them in `scope` or `scp`. Else 401, without a scope 403.
 */
export const createAuthorizer = ({ issuer, audience, scopes }: JwtAuthorizerSpec): Authorizer => {
  const keys = createIssuerKeys(issuer);
  const verify = async (token: string): Promise<JWTPayload> => {
    const options = { algorithms: ALGORITHMS, issuer, requiredClaims: ['exp'] };
    const { payload, protectedHeader } = await jwtVerify(token, keys, options);
    if (!protectedHeader.kid || !isFor(audience, payload) || isFromTheFuture(payload))
      throw new Error('refused');
    return payload;
  };
  return async (header) => {
    if (!header) return refusal(401, { 'www-authenticate': 'Bearer' });
    const claims = await verify(header.replace(/^bearer\s+/i, '')).catch(() => undefined);
    if (!claims) return refusal(401, { 'www-authenticate': 'Bearer scope="" error="invalid_token"' });
    if (scopes.length && !scopes.some((scope) => grantedScopes(claims).includes(scope))) return refusal(403);
    return { claims: stringifyClaims(claims), scopes: scopes.length ? scopes : null };
  };
};

const isFor = (audience: string[], { aud, client_id }: JWTPayload) =>
  [aud ?? client_id].flat().some((name) => typeof name === 'string' && audience.includes(name));

const isFromTheFuture = ({ iat }: JWTPayload) => iat !== undefined && iat > Math.floor(Date.now() / 1000);

const grantedScopes = ({ scope, scp }: JWTPayload): unknown[] =>
  [scope, scp].flat().flatMap((granted) => (typeof granted === 'string' ? granted.split(' ') : []));

/** Every claim reaches the function as a string; a list as `[a b]` (toolchain notes, section 6; not documented by AWS). */
const stringifyClaims = (claims: JWTPayload): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, stringify(value)]));

const stringify = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(stringify).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
