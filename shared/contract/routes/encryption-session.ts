import { channelParams } from '../channel.ts';
import { encryptionSessionQuery, encryptionSessionResponse } from '../encryption-session.ts';
import { anyMember, nothing, type Route } from '../route.ts';

export const encryptionSession = {
  name: 'encryption-session',
  method: 'GET',
  path: '/channels/{channelType}/{channelId}/encryption-session',
  access: 'user',
  budget: 'reads',
  summary: 'The current encryption session of a channel, and all its epochs',
  params: channelParams,
  query: encryptionSessionQuery,
  request: nothing,
  response: encryptionSessionResponse,
  statuses: [200],
  errors: anyMember,
} as const satisfies Route;
