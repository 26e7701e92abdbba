import { signup as route } from '../../shared/contract/routes/signup.ts';
import { type SignUpDeps, signUp } from '../../shared/domain/sign-up.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';
import { count } from '../../shared/metrics.ts';

/** `POST /signup`: 201 for the call that made the user, 200 for every other. */
export const createHandler = ({ guard, ...deps }: Guarded<SignUpDeps>) =>
  endpoint(route, { guard }, async ({ userId, account }) => {
    const { created, user } = await signUp(deps, userId, account.user);
    if (created) count('SignupNew');
    return { statusCode: created ? 201 : 200, body: user };
  });
