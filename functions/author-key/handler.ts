import { registerAuthorKey as route } from '../../shared/contract/routes/author-key.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import { type RegisterAuthorKeyDeps, registerAuthorKey } from '../../shared/domain/register-author-key.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /me/author-key`. A repeat, and every later call for the same identity, gives what the first one kept. */
export const createHandler = ({ guard, ...deps }: Guarded<RegisterAuthorKeyDeps>) =>
  endpoint(route, { guard }, async ({ userId, body, account }) => ({
    statusCode: 200,
    body: await registerAuthorKey(startingFrom(account, userId, deps), userId, body),
  }));
