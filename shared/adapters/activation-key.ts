import { randomBytes, randomUUID, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { SignJWT } from 'jose';
import type { ActivationKeyType } from '../contract/user.ts';
import { issuedAt } from '../domain/token-times.ts';
import type { IssueActivationKey } from '../domain/user-view.ts';
import type { ReadSecret } from './secrets-manager.ts';

const SIGNUP_JWT_TTL_SECONDS = 600;
/** "May join the team" and "may add a connector" [pub: Kotlin's JWTBuilder and test_utils.go in go-seald-sdk]: without the second nobody gets a user id. */
const SIGNUP_JWT_SCOPES = [3, 4];

const deriveKey = promisify<string, string, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** Makes activation keys of the kind the stage wants. Each call makes a new one; each can be used once. */
export const createActivationKeyIssuer = (
  type: ActivationKeyType,
  seald: ReadSecret<'seald'>,
): IssueActivationKey => (type === 'signupJwt' ? signupJwtIssuer(seald) : userLicenseTokenIssuer(seald));

/**
 * Seald's signup JWT (seald.md section 8): HS256 under the 64 characters of the shared secret. It names the one user it
 * is for, so a caller cannot claim another's `sealdId`. `iat` is some seconds back, because clocks differ.
 */
const signupJwtIssuer =
  (seald: ReadSecret<'seald'>): IssueActivationKey =>
  async (sealdId) => {
    const { appId, jwtSecretId, jwtSecret } = await seald();
    const now = new Date();
    return new SignJWT({
      join_team: true,
      connector_add: { type: 'AP', value: `${sealdId}@${appId}` },
      scopes: SIGNUP_JWT_SCOPES,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(jwtSecretId)
      .setIssuedAt(issuedAt(now))
      .setExpirationTime(Math.floor(now.getTime() / 1000) + SIGNUP_JWT_TTL_SECONDS)
      .setJti(randomUUID())
      .sign(Buffer.from(jwtSecret, 'ascii'));
  };

/** Seald's older user licence token: `<key id>:<nonce>:<scrypt of user and key, salted with the nonce's text>` (seald.md section 8). */
const userLicenseTokenIssuer =
  (seald: ReadSecret<'seald'>): IssueActivationKey =>
  async (sealdId) => {
    const { appId, validationKeyId, validationKey } = await seald();
    if (!validationKeyId || !validationKey) throw new Error('The secret seald has no validation key');
    const nonce = randomBytes(32).toString('hex');
    const hash = await deriveKey(`${sealdId}@${appId}-${validationKey}`, nonce, 64, {
      N: 16_384,
      r: 8,
      p: 1,
    });
    return `${validationKeyId}:${nonce}:${hash.toString('hex')}`;
  };
