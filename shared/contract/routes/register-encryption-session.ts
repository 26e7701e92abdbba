import { channelParams } from '../channel.ts';
import {
  registerEncryptionSessionRequest,
  registerEncryptionSessionResponse,
} from '../encryption-session.ts';
import { anyMember, LARGE_BODY, type Route } from '../route.ts';

export const registerEncryptionSession = {
  name: 'register-encryption-session',
  method: 'PUT',
  path: '/channels/{channelType}/{channelId}/encryption-session',
  access: 'user',
  budget: 'epochs',
  summary:
    'Register the first or the next encryption session of a channel; the first to come wins, and all get the winner',
  params: channelParams,
  request: registerEncryptionSessionRequest,
  maxBody: LARGE_BODY,
  response: registerEncryptionSessionResponse,
  statuses: [200],
  errors: [...anyMember, 'REKEY_NOT_ALLOWED'],
} as const satisfies Route;
