import { report as route } from '../../shared/contract/routes/report.ts';
import { type ReportDeps, takeReport } from '../../shared/domain/report.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';
import { count } from '../../shared/metrics.ts';

/** `POST /reports`. A repeat gives the same id. */
export const createHandler = ({ guard, ...deps }: Guarded<ReportDeps>) =>
  endpoint(route, { guard }, async ({ userId, body }) => {
    const { isNew, report } = await takeReport(deps, userId, body);
    if (isNew) count('ReportNew');
    return { statusCode: isNew ? 201 : 200, body: report };
  });
