import createClient from 'openapi-fetch';
import type { components, paths } from './messaging-api.ts';

type Schemas = components['schemas'];

export const api = createClient<paths>({ baseUrl: 'http://127.0.0.1:4001' });

/** Either factor will do. Answers the session at the key storage, or words. */
export const askForCode = async (factor: Schemas['ChallengeRequest']): Promise<string> => {
  const { data, error, response } = await api.POST('/challenge', { body: factor });
  if (data) return data.twoManRuleSessionId;
  if (!('error' in error)) return `${response.status}: ${error.message}`;
  const { type, requestId } = error.error;
  if (type === 'CHALLENGE_RATE_LIMITED') return `wait ${response.headers.get('retry-after')} seconds`;
  return `${type} (${requestId})`;
};

export const byPhone = () => askForCode({ phoneNumber: '+32470123456' });
export const byEmail = () => askForCode({ email: 'alice@example.com' });

const account = '7d4c9a52-1f0b-4e6d-9a3c-52e8f1b0c6d7';
export const noteSaved = () => api.PUT('/me/identity', { body: { on: 'saved', attempt: 1, account } });
export const enrollWithoutHash = () => api.POST('/enroll', { body: { account } });

export const makeChannel = () =>
  api.POST('/channels', {
    body: { channelType: 'messaging', channelId: 'weekend-plans', members: ['bob'] },
  });

export const addBob = async (): Promise<boolean | undefined> => {
  const path = { channelType: 'messaging', channelId: 'weekend-plans', userId: 'bob' };
  const { data } = await api.PUT('/channels/{channelType}/{channelId}/members/{userId}', {
    params: { path },
  });
  return data?.isMember;
};

type Refused = paths['/channels']['post']['responses'][403]['content']['application/json'];
export const wordsOf = ({
  error,
}: Refused): 'NOT_A_MEMBER' | 'INVITATION_REFUSED' | 'USER_BLOCKED' | 'ERASURE_PENDING' => error.type;

type Slow = paths['/challenge']['post']['responses'][429]['headers'];
export const secondsOf = (headers: Slow): number | undefined => headers['Retry-After'];
