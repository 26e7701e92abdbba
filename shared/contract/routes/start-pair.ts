import { channelResponse, pairParams } from '../channel.ts';
import { anyRecord, nothing, type Route } from '../route.ts';

export const startPair = {
  name: 'start-pair',
  method: 'PUT',
  path: '/pairs/{channelType}/{userId}',
  access: 'user',
  budget: 'channels',
  summary:
    'The conversation of the caller and somebody else: made, found, or entered again; safe to repeat, and for both to ask at once',
  params: pairParams,
  request: nothing,
  response: channelResponse,
  statuses: [200, 201],
  errors: [...anyRecord, 'STREAM_UNAVAILABLE', 'MEMBER_NOT_FOUND', 'INVITATION_REFUSED', 'PEER_IS_BLOCKED'],
} as const satisfies Route;
