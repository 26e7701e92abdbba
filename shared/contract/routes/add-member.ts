import { memberResponse, newMemberParams } from '../channel.ts';
import { anyMember, nothing, type Route } from '../route.ts';

export const addMember = {
  name: 'add-member',
  method: 'PUT',
  path: '/channels/{channelType}/{channelId}/members/{userId}',
  access: 'user',
  budget: 'members',
  summary: 'Add somebody to a channel of the caller; safe to repeat',
  params: newMemberParams,
  request: nothing,
  response: memberResponse,
  statuses: [200],
  errors: [
    ...anyMember,
    'MEMBER_CHANGE_NOT_ALLOWED',
    'MEMBER_NOT_FOUND',
    'INVITATION_REFUSED',
    'CHANNEL_IS_A_PAIR',
    'TOO_MANY_MEMBERS',
  ],
} as const satisfies Route;
