import { routes } from '../../shared/contract/routes.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import { type ReadMeDeps, readMe } from '../../shared/domain/read-me.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /me`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<ReadMeDeps>) =>
  endpoint(routes.me, { guard }, async ({ userId, account }) => ({
    statusCode: 200,
    body: await readMe({ ...deps, users: startingFrom(account, userId, deps.users) }, userId),
  }));
