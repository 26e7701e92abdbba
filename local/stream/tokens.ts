import { errors, jwtVerify } from 'jose';
import { demandActive, demandNotDeleted } from './deleted-users.ts';
import { StreamError } from './errors.ts';
import type { World } from './world.ts';

/**
 * Who a token speaks for (stream.md section 2).
 *
 * Left out: development tokens (they need auth checks off, which the emulator never does), anonymous and guest
 * tokens. Revoking a token does not close a socket that is already open.
 */
export type Caller = { kind: 'server' } | { kind: 'user'; userId: string };

/** Throws codes 5 (none, or of somebody deactivated), 43 (signature, algorithm or shape), 40 (expired or revoked), 41 (`nbf`), 42 (`iat` in the future), 16 (the user was deleted). */
export const verifyToken = async (world: World, token: string | undefined): Promise<Caller> => {
  if (!token) throw new StreamError('authFailed', 'authorization token is missing');
  const claims = await verifiedClaims(world, token);
  // However little: people report that less than two seconds are too much [stream-chat-net issue 209].
  if (claims.iat !== undefined && claims.iat > Date.now() / 1000)
    throw new StreamError('tokenUsedBeforeIssued', 'token used before issue at (iat)');
  if (claims.server === true) return { kind: 'server' };
  if (typeof claims.user_id !== 'string' || claims.user_id === '')
    throw new StreamError('authFailed', 'the token names neither a user nor a server');
  demandNotDeleted(world, claims.user_id);
  if (world.faults.tokenExpired(claims.user_id) || isRevoked(world, claims.user_id, claims.iat))
    throw new StreamError('tokenExpired', 'token is expired or revoked');
  demandActive(world, claims.user_id);
  return { kind: 'user', userId: claims.user_id };
};

const verifiedClaims = async (world: World, token: string) => {
  try {
    const key = new TextEncoder().encode(world.apiSecret);
    return (await jwtVerify(token, key, { algorithms: ['HS256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new StreamError('tokenExpired', 'token is expired');
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
      throw new StreamError('tokenNotYetValid', 'token is not valid yet (nbf)');
    throw new StreamError('tokenSignature', 'signature is not valid');
  }
};

/** A token without `iat` counts as issued before any revocation time. */
const isRevoked = (world: World, userId: string, issuedAt: number | undefined): boolean => {
  const byUser = world.state.users.get(userId)?.revokeTokensIssuedBefore;
  const byApp = world.state.app.revoke_tokens_issued_before;
  const times = [byUser, typeof byApp === 'string' ? Date.parse(byApp) : undefined];
  return times.some((time) => time !== undefined && (issuedAt === undefined || issuedAt * 1000 < time));
};
