import { routes } from '../../shared/contract/routes.ts';
import { type ExportMeDeps, exportMe } from '../../shared/domain/export-me.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /me/export`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<ExportMeDeps>) =>
  endpoint(
    routes.exportMe,
    { guard, letsThrough: ['erased', 'erasurePending'], isBeside: true },
    async ({ userId }) => ({
      statusCode: 200,
      body: await exportMe(deps, userId),
    }),
  );
