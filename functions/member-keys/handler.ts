import { LEAST_COUNTED } from '../../shared/contract/member-keys.ts';
import { memberKeys as route } from '../../shared/contract/routes/member-keys.ts';
import { demandCalls } from '../../shared/domain/guard.ts';
import { type ReadMemberKeysDeps, readMemberKeys } from '../../shared/domain/read-member-keys.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `POST /channels/{channelType}/{channelId}/member-keys`. Changes nothing. Each person who is asked about is counted: the guard has counted one. */
export const createHandler = ({ guard, ...deps }: Guarded<ReadMemberKeysDeps>) =>
  endpoint(route, { guard, isBeside: true }, async ({ userId, params, body }) => {
    await demandCalls(guard, userId, Math.max(body.userIds.length, LEAST_COUNTED) - 1);
    return {
      statusCode: 200,
      body: { registered: await readMemberKeys(deps, userId, params, body.userIds) },
    };
  });
