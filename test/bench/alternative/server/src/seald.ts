import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { ApiError } from './api-error.ts';
import type { Settings } from './settings.ts';

const JOIN_TEAM = 3;

/** A JWT that makes one identity of the team's Seald application. */
export const activationKey = ({ sealdJwtId, sealdJwtSecret }: Settings): Promise<string> =>
  new SignJWT({ join_team: true, scopes: [JOIN_TEAM] })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(sealdJwtId)
    .setIssuedAt()
    .setExpirationTime('10m')
    .setJti(randomUUID())
    .sign(Buffer.from(sealdJwtSecret, 'ascii'));

export type AuthFactor = { type: 'SMS' | 'EM'; value: string };

/** Has Seald's key storage send a code: its HTTP call for backends. Throws `SSKS_UNAVAILABLE`. */
export const sendChallenge = async (
  { ssksUrl, ssksKey, sealdAppId }: Settings,
  sealdId: string,
  factor: AuthFactor,
) => {
  const response = await fetch(`${ssksUrl}/tmr/back/challenge_send/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-seald-appid': sealdAppId, 'x-seald-apikey': ssksKey },
    body: JSON.stringify({ user_id: sealdId, auth_factor: factor, create_user: true, force_auth: true }),
    signal: AbortSignal.timeout(3000),
  });
  if (!response.ok) throw new ApiError(502, 'SSKS_UNAVAILABLE');
  return (await response.json()) as { session_id: string; must_authenticate: boolean };
};
