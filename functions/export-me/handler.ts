import { routes } from '../../shared/contract/routes.ts';
import { type ExportMeDeps, exportMe } from '../../shared/domain/export-me.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `GET /me/export`. Changes nothing. */
export const createHandler = (deps: ExportMeDeps) =>
  endpoint(routes.exportMe, async ({ userId }) => ({ statusCode: 200, body: await exportMe(deps, userId) }));
