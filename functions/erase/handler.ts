import { routes } from '../../shared/contract/routes.ts';
import { type EraseDeps, erase } from '../../shared/domain/erase.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `DELETE /me`: 200 once all is gone, 202 while Stream is still at it. A repeat goes on, then answers the same receipt. */
export const createHandler = ({ guard, ...deps }: Guarded<EraseDeps>) =>
  endpoint(routes.erase, { guard, letsThrough: ['erased', 'erasurePending'] }, async ({ userId }) => {
    const receipt = await erase(deps, userId);
    return { statusCode: receipt.completedAt === undefined ? 202 : 200, body: receipt };
  });
