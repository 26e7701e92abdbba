import { routes } from '../../shared/contract/routes.ts';
import { type EraseDeps, erase } from '../../shared/domain/erase.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `DELETE /me`: 200 once all is gone, 202 while Stream is still at it. A repeat goes on, then answers the same receipt. */
export const createHandler = (deps: EraseDeps) =>
  endpoint(routes.erase, async ({ userId }) => {
    const receipt = await erase(deps, userId);
    return { statusCode: receipt.completedAt === undefined ? 202 : 200, body: receipt };
  });
