import { removeMember as route } from '../../shared/contract/routes/remove-member.ts';
import { type RemoveMemberDeps, removeMember } from '../../shared/domain/remove-member.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `DELETE /channels/{channelType}/{channelId}/members/{userId}`. A repeat changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<RemoveMemberDeps>) =>
  endpoint(route, { guard }, async ({ userId: callerId, params: { userId, ...channel } }) => ({
    statusCode: 200,
    body: await removeMember(deps, { callerId, channel, userId }),
  }));
