import { SignJWT } from 'jose';
import type { IssueStreamToken } from '../domain/stream-token.ts';
import { issuedAt } from '../domain/token-times.ts';
import type { Secret } from '../secrets.ts';
import { hmacKey } from './hmac-key.ts';
import { oncePer } from './once-per.ts';
import type { ReadSecret } from './secrets-manager.ts';

/**
 * Makes Stream user tokens: HS256 under the API secret, claims `user_id`, `iat`, `exp` in seconds (stream.md section 2).
 * `iat` is what makes a token revocable; it is some seconds back, because clocks differ. Each call makes a new one.
 */
export const createStreamTokenIssuer =
  (options: { secret: ReadSecret<'stream'>; ttlSeconds: number; now: () => Date }): IssueStreamToken =>
  async (userId) => {
    const now = options.now();
    const expiresAt = Math.floor(now.getTime() / 1000) + options.ttlSeconds;
    const accessToken = await new SignJWT({ user_id: userId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(issuedAt(now))
      .setExpirationTime(expiresAt)
      .sign(await tokenKey(await options.secret()));
    return { accessToken, expiresAt: new Date(expiresAt * 1000).toISOString(), userId };
  };

const tokenKey = oncePer(({ apiSecret }: Secret<'stream'>) => hmacKey(Buffer.from(apiSecret, 'utf8')));
