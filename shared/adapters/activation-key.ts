import { randomBytes, randomUUID, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type JWTPayload, SignJWT } from 'jose';
import type { ActivationKeyType } from '../contract/activation-key-type.ts';
import type { IssueConnectorKey } from '../domain/claim-identity.ts';
import { issuedAt } from '../domain/token-times.ts';
import type { IssueActivationKey } from '../domain/user-view.ts';
import type { Secret } from '../secrets.ts';
import { hmacKey } from './hmac-key.ts';
import { oncePer } from './once-per.ts';
import type { ReadSecret } from './secrets-manager.ts';

const JWT_TTL_SECONDS = 600;
/** "May join the team" and "may add a connector" [pub: Kotlin's JWTBuilder and test_utils.go in go-seald-sdk]. */
const JOIN_TEAM = 3;
const ADD_CONNECTOR = 4;

const deriveKey = promisify<string, string, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** Makes activation keys of the kind the stage wants. Each call makes a new one; each can be used once. */
export const createActivationKeyIssuer = (
  type: ActivationKeyType,
  seald: ReadSecret<'seald'>,
): IssueActivationKey => (type === 'signupJwt' ? signupJwtIssuer(seald) : userLicenseTokenIssuer(seald));

/**
 * Makes what gives an identity its user id: a JWT for the SDK's `pushJwt` that names the one user it is for, so a caller cannot claim another's `sealdId`. Null with
 * user licence tokens, which have done it by then. Each call makes a new one; each can be used once.
 */
export const createConnectorKeyIssuer =
  (type: ActivationKeyType, seald: ReadSecret<'seald'>): IssueConnectorKey =>
  async (sealdId) => {
    if (type === 'userLicenseToken') return null;
    const secret = await seald();
    const value = `${sealdId}@${secret.appId}`;
    return signJwt(secret, { connector_add: { type: 'AP', value }, scopes: [ADD_CONNECTOR] });
  };

/** Seald's signup JWT (seald.md section 8). The identity it makes has no user id yet: an identity that gets lost before it is saved then stands in nobody's way. */
const signupJwtIssuer =
  (seald: ReadSecret<'seald'>): IssueActivationKey =>
  async () =>
    signJwt(await seald(), { join_team: true, scopes: [JOIN_TEAM] });

/** HS256 under the 64 characters of the shared secret. `iat` is some seconds back, because clocks differ. */
const signJwt = async (secret: Secret<'seald'>, claims: JWTPayload): Promise<string> => {
  const now = new Date();
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(secret.jwtSecretId)
    .setIssuedAt(issuedAt(now))
    .setExpirationTime(Math.floor(now.getTime() / 1000) + JWT_TTL_SECONDS)
    .setJti(randomUUID())
    .sign(await signupKey(secret));
};

const signupKey = oncePer(({ jwtSecret }: Secret<'seald'>) => hmacKey(Buffer.from(jwtSecret, 'ascii')));

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
