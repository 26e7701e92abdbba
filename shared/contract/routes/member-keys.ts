import { channelParams } from '../channel.ts';
import { memberKeysRequest, memberKeysResponse } from '../member-keys.ts';
import { anyMember, type Route } from '../route.ts';

export const memberKeys = {
  name: 'member-keys',
  method: 'POST',
  path: '/channels/{channelType}/{channelId}/member-keys',
  access: 'user',
  budget: 'keys',
  summary:
    'What the devices of members of a channel, up to a hundred, say about their signature chains; for members',
  params: channelParams,
  request: memberKeysRequest,
  response: memberKeysResponse,
  statuses: [200],
  errors: anyMember,
} as const satisfies Route;
