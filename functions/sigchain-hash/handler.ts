import { routes } from '../../shared/contract/routes.ts';
import { type ReadSigchainHashDeps, readSigchainHash } from '../../shared/domain/read-sigchain-hash.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `GET /users/{userId}/sigchain-hash`. Changes nothing. */
export const createHandler = (deps: ReadSigchainHashDeps) =>
  endpoint(routes.sigchainHash, async ({ userId, params }) => ({
    statusCode: 200,
    body: await readSigchainHash(deps, userId, params.userId),
  }));
