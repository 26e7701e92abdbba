import { randomBytes } from 'node:crypto';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import type { ChallengeResponse } from '../../../shared/contract/challenge.ts';
import type { MemberKeysResponse } from '../../../shared/contract/member-keys.ts';
import { sealdIdOf, ssksUserIdOf } from '../../../shared/contract/seald-id.ts';
import type { TokenResponse } from '../../../shared/contract/token.ts';
import type { UserResponse } from '../../../shared/contract/user.ts';
import { readMemberKeys } from '../../../shared/domain/read-member-keys.ts';
import { readSigchainHash } from '../../../shared/domain/read-sigchain-hash.ts';
import type { World } from '../../conformance/seald-support.ts';
import type { Stage } from '../../conformance/stream-stage.ts';
import { openEnrolment } from './fake-enrolment.ts';
import { type ChannelsApi, createStageBackend } from './stage-backend.ts';

export const API_URL = 'http://backend.test';
export const SEALD_PREFIX = 'T';

/** The Messaging API of one user, as far as a client can tell, in front of the two emulators. Everything else goes through. */
export const fakeBackend = (stage: Stage, world: World, id: string): typeof fetch => {
  const sealdId = sealdIdOf(SEALD_PREFIX, id);
  const twoManRuleKey = randomBytes(64).toString('base64');
  const enrolment = openEnrolment({
    id,
    prefix: SEALD_PREFIX,
    now: Date.now,
    newKey: () => twoManRuleKey,
    keys: {
      activation: () => world.signupJwt(),
      connector: (sealdUserId) => world.signupJwt(sealdUserId, false),
    },
  });
  const { api, attempt } = enrolment;
  const enrolments = enrolmentsOf(stage).set(id, enrolment);
  let isKnown = false;
  const user = async (): Promise<UserResponse> => {
    if (!isKnown) await api.signup();
    isKnown = true;
    return (await api.me()).user as UserResponse;
  };
  const token = async (): Promise<TokenResponse> => {
    const end = Math.floor(Date.now() / 1000) + 3600;
    const accessToken = stage.server.createToken(id, end);
    return { accessToken, expiresAt: new Date(end * 1000).toISOString(), userId: id };
  };
  const challenge = async ({ phoneNumber }: { phoneNumber: string }): Promise<ChallengeResponse> => {
    const { sessionId, mustAuthenticate } = await world.startSsks(ssksUserIdOf(sealdId, attempt()), {
      type: 'SMS',
      value: phoneNumber,
    });
    return { mustAuthenticate, twoManRuleKey, twoManRuleSessionId: sessionId, attempt: attempt() };
  };
  const routes: Record<string, (body: never) => Promise<unknown>> = {
    '/token': token,
    '/me': async () => ({ user: await user() }),
    '/signup': user,
    '/challenge': challenge,
    '/me/identity': api.claimIdentity,
    '/enroll': api.enroll,
    '/me/author-key': api.registerAuthorKey,
  };
  const channels = backendOf(stage).forUser(id);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== API_URL) return fetch(input, init);
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const answer =
      routes[url.pathname]?.(body as never) ??
      askIdentity(enrolments, url) ??
      askMemberKeys(enrolments, url, id, body as never) ??
      askChannels(channels, url, init?.method, body);
    return answer.then((found) => Response.json(found), refused);
  };
};

const backends = new WeakMap<Stage, ReturnType<typeof createStageBackend>>();

/** One for all users of a stage. */
const backendOf = (stage: Stage) => {
  const backend = backends.get(stage) ?? createStageBackend(stage);
  backends.set(stage, backend);
  return backend;
};

type Enrolments = Map<string, ReturnType<typeof openEnrolment>>;
const enrolmentsByStage = new WeakMap<Stage, Enrolments>();

/** Of all users of a stage. */
const enrolmentsOf = (stage: Stage): Enrolments => {
  const enrolments = enrolmentsByStage.get(stage) ?? new Map();
  enrolmentsByStage.set(stage, enrolments);
  return enrolments;
};

/** What everybody's own devices registered; here all share a channel. */
const askIdentity = (enrolments: Enrolments, { pathname }: URL): Promise<unknown> | undefined => {
  const [, users, id = '', what] = pathname.split('/').map(decodeURIComponent);
  if (users !== 'users' || what !== 'sigchain-hash') return undefined;
  const found = enrolments.get(id)?.users;
  return found
    ? readSigchainHash({ users: found, channels: { shareChannel: async () => true } }, '', id)
    : Promise.resolve({ registered: null });
};

/** The same of many; here everybody is a member of every channel. */
const askMemberKeys = (
  enrolments: Enrolments,
  { pathname }: URL,
  callerId: string,
  body: { userIds: string[] },
): Promise<MemberKeysResponse> | undefined => {
  const [, channels, channelType = '', channelId = '', what] = pathname.split('/').map(decodeURIComponent);
  if (channels !== 'channels' || what !== 'member-keys') return undefined;
  const findAllUntilErased = async (ids: readonly string[]) => {
    const found = await Promise.all(ids.map((id) => enrolments.get(id)?.users.findUntilErased(id)));
    return found.filter((user) => user != null);
  };
  const findMembers = async () =>
    [...enrolments.keys()].map((userId) => ({ userId, joinedAt: new Date(0).toISOString() }));
  const deps = { users: { findAllUntilErased }, channels: { findMembers } };
  return readMemberKeys(deps, callerId, { channelType, channelId }, body.userIds).then((registered) => ({
    registered,
  }));
};

const askChannels = async (
  api: ChannelsApi,
  { pathname, searchParams }: URL,
  method: string | undefined,
  body: unknown,
): Promise<unknown> => {
  const [, , channelType = '', channelId = '', what, userId = ''] = pathname
    .split('/')
    .map(decodeURIComponent);
  const channel = { channelType, channelId };
  if (pathname === '/channels') return api.createChannel(body as never);
  if (pathname.startsWith('/pairs/')) return api.startPair(channelType, channelId);
  if (what === 'invitation') return api.acceptInvitation(channel);
  if (what === 'members')
    return method === 'PUT' ? api.addMember(channel, userId) : api.removeMember(channel, userId);
  if (method === 'PUT') return api.registerEncryptionSession(channel, body as never);
  const [after, anew] = [Number(searchParams.get('after') ?? 0), searchParams.get('anew') === 'true'];
  return api.encryptionSession(channel, { after, anew });
};

const refused = (error: unknown): Response => {
  if (!(error instanceof MessagingApiError)) throw error;
  const { type, status = 500 } = error;
  return Response.json({ error: { type, message: type, requestId: 'r' } }, { status });
};
