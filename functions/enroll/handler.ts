import { routes } from '../../shared/contract/routes.ts';
import { type EnrollDeps, enroll } from '../../shared/domain/enroll.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `POST /enroll`. A repeat gives the same answer. */
export const createHandler = (deps: EnrollDeps) =>
  endpoint(routes.enroll, async ({ userId, body }) => ({
    statusCode: 200,
    body: await enroll(deps, userId, body),
  }));
