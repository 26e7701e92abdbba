import { channelParams, memberResponse } from '../channel.ts';
import { anyMember, nothing, type Route } from '../route.ts';

export const acceptInvitation = {
  name: 'accept-invitation',
  method: 'PUT',
  path: '/channels/{channelType}/{channelId}/invitation',
  access: 'user',
  budget: 'members',
  summary:
    'Accept being in a channel that a stranger put the caller into; to decline, remove oneself. Safe to repeat',
  params: channelParams,
  request: nothing,
  response: memberResponse,
  statuses: [200],
  errors: anyMember,
} as const satisfies Route;
