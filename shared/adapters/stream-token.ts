import { SignJWT } from 'jose';
import type { IssueStreamToken } from '../domain/stream-token.ts';

/**
 * Makes Stream user tokens: HS256 under the API secret, claims `user_id`, `iat`, `exp` in seconds (stream.md section 2).
 * `iat` is what makes a token revocable. Each call makes a new one.
 */
export const createStreamTokenIssuer =
  (options: { apiSecret: () => Promise<string>; ttlSeconds: number; now: () => Date }): IssueStreamToken =>
  async (userId) => {
    const issuedAt = Math.floor(options.now().getTime() / 1000);
    const expiresAt = issuedAt + options.ttlSeconds;
    const accessToken = await new SignJWT({ user_id: userId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(Buffer.from(await options.apiSecret(), 'utf8'));
    return { accessToken, expiresAt: new Date(expiresAt * 1000).toISOString(), userId };
  };
