import { enroll as route } from '../../shared/contract/routes/enroll.ts';
import { type EnrollDeps, enroll } from '../../shared/domain/enroll.ts';
import { startingFrom } from '../../shared/domain/known-user.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';
import { count } from '../../shared/metrics.ts';

/** `POST /enroll`. A repeat gives the same answer. */
export const createHandler = ({ guard, ...deps }: Guarded<EnrollDeps>) =>
  endpoint(route, { guard }, async ({ userId, body, account }) => {
    const { isNew, enrollment } = await enroll(startingFrom(account, userId, deps), userId, body);
    if (isNew) count('EnrollNew');
    return { statusCode: 200, body: enrollment };
  });
