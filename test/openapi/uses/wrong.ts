import type { components, paths } from './messaging-api.ts';
import { api } from './right.ts';

type Schemas = components['schemas'];

// Each mistake stands on one line with the number of the error that the compiler must find there, and no other line may have one.
const id = '5b2c1f0e-8d3a-4c57-9e21-6a0f4d7b8c11';
const path = { channelType: 'messaging', channelId: 'weekend-plans' };
const encryptionSession = '/channels/{channelType}/{channelId}/encryption-session' as const;

// A code goes to exactly one place, and never through the backend.
api.POST('/challenge'); // TS2554
api.POST('/challenge', {}); // TS2345
api.POST('/challenge', { body: {} }); // TS2322
api.POST('/challenge', { body: { phoneNumber: '+32470123456', email: 'alice@example.com' } }); // TS2322
api.POST('/challenge', { body: { phoneNumber: 32470123456 } }); // TS2322
export const mistake: Schemas['ChallengeRequest'] = { phoneNumber: '+32470123456', code: '123456' }; // TS2353

// Routes, methods, and what stands in them.
api.POST('/chalenge', { body: { phoneNumber: '+32470123456' } }); // TS2345
api.DELETE('/token'); // TS2554
api.GET(encryptionSession, { params: { path: { channelType: 'messaging' } } }); // TS2741
api.PUT(encryptionSession, { params: { path } }); // TS2345
api.PUT(encryptionSession, { params: { path }, body: { welcome: 'sealed' } }); // TS2322
export const epoch: Schemas['RegisterEncryptionSessionRequest'] = { encryptionSessionId: id, epoch: 2 }; // TS2353
api.POST('/channels', { body: { ...path, members: [], history: 'always' } }); // TS2322

// Answers have what they have, and each status its own error types.
export const nameOf = async () => (await api.GET('/me')).data?.name; // TS2339
export const hintOf = async (): Promise<string | undefined> => (await api.GET('/me')).data?.user?.isEnrolled; // TS2322

type Failure<
  Path extends '/challenge' | '/channels',
  Status extends 403 | 404 | 429,
> = paths[Path]['post']['responses'][Status]['content']['application/json'];
export const isErased = ({ error }: Failure<'/challenge', 403>) => error.type === 'USER_ERASED'; // TS2367
export const isUnknown = ({ error }: Failure<'/channels', 403>) => error.type === 'USER_NOT_FOUND'; // TS2367
export const typeOf = (failure: Failure<'/challenge', 404>) => failure.error.type; // TS2339
export type NotThere = paths['/token']['post']['responses'][409]; // TS2339
