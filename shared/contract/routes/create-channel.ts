import { channelResponse, createChannelRequest } from '../channel.ts';
import { anyMember, LARGE_BODY, type Route } from '../route.ts';

export const createChannel = {
  name: 'create-channel',
  method: 'POST',
  path: '/channels',
  access: 'user',
  budget: 'channels',
  summary: 'Make an encrypted channel, or find the one the caller is in; safe to repeat',
  request: createChannelRequest,
  maxBody: LARGE_BODY,
  response: channelResponse,
  statuses: [201, 200],
  errors: [...anyMember, 'MEMBER_NOT_FOUND', 'INVITATION_REFUSED'],
} as const satisfies Route;
