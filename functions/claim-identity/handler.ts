import { claimIdentity as route } from '../../shared/contract/routes/claim-identity.ts';
import { type ClaimIdentityDeps, claimIdentity } from '../../shared/domain/claim-identity.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /me/identity`. A repeat gives the same answer while no other device has asked. */
export const createHandler = ({ guard, ...deps }: Guarded<ClaimIdentityDeps>) =>
  endpoint(route, { guard }, async ({ userId, body, account }) => ({
    statusCode: 200,
    body: await claimIdentity(startingFrom(account, userId, deps), userId, body),
  }));
