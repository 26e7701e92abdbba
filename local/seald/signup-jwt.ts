// Signup JWTs (seald.md section 8).
// Left out: anonymous-use scopes 0 to 2 (nothing here is anonymous).
import { type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import type { ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';

const MOST_AGE_S = 600;
const SCOPE_ALL = -1;
const SCOPE_JOIN_TEAM = 3;
const SCOPE_ADD_CONNECTOR = 4;

const Claims = z.object({
  iat: z.number(),
  exp: z.number().optional(),
  jti: z.string().min(1).max(200).optional(),
  join_team: z.boolean().optional(),
  connector_add: z.strictObject({ type: z.literal('AP'), value: z.string().min(1).max(1_000) }).optional(),
  scopes: z.union([z.number(), z.array(z.number())]).optional(),
});

export type SignupJwt = { jti: string | undefined; joinTeam: boolean; connectorValue: string | undefined };

const invalid = (detail: string) => new ApiError(403, 'INVALID_JWT', detail);

/**
 * Checks signature, issuer, times, scopes and the connector's app; spends nothing (see {@link spendSignupJwt}).
 * Throws `ApiError` 403 `INVALID_JWT`.
 */
export const checkSignupJwt = async (context: ApiContext, jwt: string): Promise<SignupJwt> => {
  const claims = await verifiedClaims(context, jwt);
  if (claims.iat > context.now().getTime() / 1_000) throw invalid('issued in the future'); // assumed: as strict as Stream
  if (claims.exp === undefined) requireRecent(claims.iat, context.now());
  const value = claims.connector_add?.value;
  if (value !== undefined && !isUserIdConnector(value, context.secrets.appId))
    throw invalid('wrong connector');
  requireScope(claims.scopes, SCOPE_JOIN_TEAM, claims.join_team === true);
  requireScope(claims.scopes, SCOPE_ADD_CONNECTOR, value !== undefined);
  return { jti: claims.jti, joinTeam: claims.join_team === true, connectorValue: value };
};

/** Takes the JWT's `jti` out of use; throws `ApiError` 403 `INVALID_JWT` for one used before. A JWT without `jti` is not counted. */
export const spendSignupJwt = ({ state, changed }: ApiContext, { jti }: SignupJwt): void => {
  if (jti === undefined) return;
  if (state.usedJwtIds.has(jti)) throw invalid('already used');
  state.usedJwtIds.add(jti);
  changed();
};

/** True for `<userId>@<appId>` with a non-empty userId. */
export const isUserIdConnector = (value: string, appId: string): boolean =>
  value.endsWith(`@${appId}`) && value.length > appId.length + 1;

const verifiedClaims = async ({ secrets, now }: ApiContext, jwt: string) => {
  const key = Buffer.from(secrets.jwtSecret, 'ascii');
  const options = { algorithms: ['HS256'], issuer: secrets.jwtSecretId, currentDate: now() };
  const payload: JWTPayload = await jwtVerify(jwt, key, options).then(
    (verified) => verified.payload,
    () => {
      throw invalid('signature, issuer or times');
    },
  );
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw invalid('claims');
  return claims.data;
};

const requireRecent = (iat: number, now: Date) => {
  if (now.getTime() / 1_000 - iat > MOST_AGE_S) throw invalid('too old');
};

const requireScope = (scopes: number | number[] | undefined, scope: number, used: boolean) => {
  const list = scopes === undefined ? [SCOPE_ALL] : [scopes].flat();
  if (used && !list.includes(SCOPE_ALL) && !list.includes(scope)) throw invalid('scope');
};
