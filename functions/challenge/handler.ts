import { routes } from '../../shared/contract/routes.ts';
import { type StartTwoManRuleDeps, startTwoManRule } from '../../shared/domain/start-two-man-rule.ts';
import { endpoint } from '../../shared/http/endpoint.ts';

/** `POST /challenge`. Each call sends a code. */
export const createHandler = (deps: StartTwoManRuleDeps) =>
  endpoint(routes.challenge, async ({ userId, body }) => ({
    statusCode: 200,
    body: await startTwoManRule(deps, userId, body),
  }));
