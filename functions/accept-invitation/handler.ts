import { acceptInvitation as route } from '../../shared/contract/routes/accept-invitation.ts';
import { type AcceptInvitationDeps, acceptInvitation } from '../../shared/domain/accept-invitation.ts';
import { endpoint, type Guarded } from '../../shared/http/endpoint.ts';

/** `PUT /channels/{channelType}/{channelId}/invitation`. A repeat changes nothing. */
export const createHandler = ({ guard, ...deps }: Guarded<AcceptInvitationDeps>) =>
  endpoint(route, { guard }, async ({ userId, params }) => ({
    statusCode: 200,
    body: await acceptInvitation(deps, userId, params),
  }));
