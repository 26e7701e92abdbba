import { addMember as route } from '../../shared/contract/routes/add-member.ts';
import { type AddMemberDeps, addMember } from '../../shared/domain/add-member.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /channels/{channelType}/{channelId}/members/{userId}`. A repeat changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<AddMemberDeps>) =>
  endpoint(route, { guard }, async ({ userId: callerId, params: { userId, ...channel } }) => ({
    statusCode: 200,
    body: await addMember(deps, { callerId, channel, userId }),
  }));
