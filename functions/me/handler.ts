import { routes } from '../../shared/contract/routes.ts';
import { type ReadMeDeps, readMe } from '../../shared/domain/read-me.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `GET /me`. Changes nothing. */
export const createHandler = (deps: ReadMeDeps) =>
  endpoint(routes.me, async ({ userId }) => ({ statusCode: 200, body: await readMe(deps, userId) }));
