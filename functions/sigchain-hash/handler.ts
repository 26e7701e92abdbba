import { sigchainHash as route } from '../../shared/contract/routes/sigchain-hash.ts';
import { type ReadSigchainHashDeps, readSigchainHash } from '../../shared/domain/read-sigchain-hash.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /users/{userId}/sigchain-hash`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<ReadSigchainHashDeps>) =>
  endpoint(route, { guard, isBeside: true }, async ({ userId, params }) => ({
    statusCode: 200,
    body: await readSigchainHash(deps, userId, params.userId),
  }));
