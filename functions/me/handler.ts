import { me as route } from '../../shared/contract/routes/me.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import { type ReadMeDeps, readMe } from '../../shared/domain/read-me.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `GET /me`. Changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<ReadMeDeps>) =>
  endpoint(route, { guard }, async ({ userId, account }) => ({
    statusCode: 200,
    body: await readMe(startingFrom(account, userId, deps), userId),
  }));
