import { exportMe as route } from '../../shared/contract/routes/export-me.ts';
import { type ExportMeDeps, exportMe } from '../../shared/domain/export-me.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /me/export`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<ExportMeDeps>) =>
  endpoint(
    route,
    { guard, letsThrough: ['erased', 'erasurePending'], isBeside: true },
    async ({ userId }) => ({
      statusCode: 200,
      body: await exportMe(deps, userId),
    }),
  );
