import { memberParams, memberResponse } from '../channel.ts';
import { anyMember, nothing, type Route } from '../route.ts';

export const removeMember = {
  name: 'remove-member',
  method: 'DELETE',
  path: '/channels/{channelType}/{channelId}/members/{userId}',
  access: 'user',
  budget: 'members',
  summary: 'Remove somebody from a channel of the caller, or leave it; safe to repeat',
  params: memberParams,
  request: nothing,
  response: memberResponse,
  statuses: [200],
  errors: [...anyMember, 'MEMBER_CHANGE_NOT_ALLOWED', 'CHANNEL_IS_A_PAIR'],
} as const satisfies Route;
