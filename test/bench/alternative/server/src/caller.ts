import type { FastifyRequest } from 'fastify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { ApiError } from './api-error.ts';

/** Gives the subject of a request's bearer token, checked with the issuer's keys. Throws `UNAUTHENTICATED`. */
export type CallerOf = (request: FastifyRequest) => Promise<string>;

/** Asks the issuer once where its keys are. */
export const createCallerOf = async (issuer: string, audience: string): Promise<CallerOf> => {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri } = (await discovery.json()) as { jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(jwks_uri));
  return async ({ headers: { authorization = '' } }) => {
    try {
      const { payload } = await jwtVerify(authorization.replace(/^Bearer /, ''), keys, { issuer, audience });
      if (payload.sub) return payload.sub;
    } catch {}
    throw new ApiError(401, 'UNAUTHENTICATED');
  };
};
