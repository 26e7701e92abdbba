import { erase as route } from '../../shared/contract/routes/erase.ts';
import { type RequestErasureDeps, requestErasure } from '../../shared/domain/request-erasure.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `DELETE /me`: 202 until all is gone, while it waits for its day as well as while Stream is at it; then 200. A repeat answers the same receipt. */
export const createHandler = ({ guard, ...deps }: Guarded<RequestErasureDeps>) =>
  endpoint(route, { guard, letsThrough: ['erased', 'erasurePending'] }, async ({ userId, authTime }) => {
    const receipt = await requestErasure(deps, userId, authTime);
    return { statusCode: receipt.completedAt === undefined ? 202 : 200, body: receipt };
  });
