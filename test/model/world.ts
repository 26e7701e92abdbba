import type { MessageResponse } from 'stream-chat';
import type { RegistryApi } from '../../client-example/secure-chat/src/epochs/channel-registry.ts';
import { MessagingApiError } from '../../client-example/secure-chat/src/errors.ts';
import { createMembershipMemory, remembering } from '../../shared/adapters/membership-memory.ts';
import type { HistoryPolicy } from '../../shared/contract/channel.ts';
import { parseEncryptedText } from '../../shared/contract/encrypted-text.ts';
import { addMember } from '../../shared/domain/add-member.ts';
import { AppError } from '../../shared/domain/app-error.ts';
import { cidOf } from '../../shared/domain/channel.ts';
import { readEncryptionSession } from '../../shared/domain/read-encryption-session.ts';
import { registerEncryptionSession } from '../../shared/domain/register-encryption-session.ts';
import { removeMember } from '../../shared/domain/remove-member.ts';
import type { User } from '../../shared/domain/user.ts';
import { authorOf, authorsBy } from '../support/authors.ts';
import { createInMemoryRegistry, createInMemoryStream } from '../support/in-memory-channels.ts';
import { createInMemoryPeers, endlessSeats } from '../support/in-memory-peers.ts';
import { type Chance, createChance } from './chance.ts';
import { createFakeSeald } from './fake-seald.ts';
import { createSchedule } from './schedule.ts';

export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'] as const;
export type Person = (typeof PEOPLE)[number];

/** No member of any channel; the key server knows them like anybody. */
export const OPERATOR = 'operator';

export const CHANNEL = { channelType: 'encrypted', channelId: 'model' };
export const CID = 'encrypted:model';

export type StreamEvent =
  | { type: 'member'; userId: string; isMember: boolean }
  | { type: 'data'; named: string | undefined }
  | { type: 'message'; message: StoredMessage };

export type StoredMessage = Pick<MessageResponse, 'id' | 'text' | 'type' | 'created_at' | 'updated_at'> & {
  user: { id: string };
  words: string;
  encryptionSessionId: string;
};

/** The servers: our backend's real rules on tables and a Stream in memory, and Seald's sessions. */
export const createWorld = async (
  seed: number,
  { members, history, people = PEOPLE, failing = 0.1 }: WorldOptions,
) => {
  /** Of whoever has this account now. */
  const authorAt = (userId: string) => authorOf(seald.accountOf(userId));
  /** Whose key the registry tells for somebody, where it lies. */
  const lies = new Map<string, string>();
  const failures = { often: failing, isNaming: false, isAway: false, isSpent: false };
  const chance: Chance = createChance(seed);
  const schedule = createSchedule(chance);
  const seald = createFakeSeald();
  for (const person of [...people, OPERATOR]) seald.reset(person);
  const backend = { isAlive: true, isBrief: true };
  const pause = () => schedule.pause(backend);
  const stream = createInMemoryStream(new Set(people), pause);
  const { registry, epochsOf } = createInMemoryRegistry(pause);
  stream.stored.set(CID, { members: new Set(members), data: { history_policy: history } });
  const channel = () => {
    const found = stream.stored.get(CID);
    if (!found) throw new Error('the channel is gone');
    return found;
  };
  const registered = new Set<string>();
  const listeners = new Map<string, (event: StreamEvent) => void>();
  const publish = (event: StreamEvent, ...also: string[]): void => {
    for (const userId of new Set([...channel().members, ...also])) listeners.get(userId)?.(event);
  };
  const named = () => channel().data.session_id as string | undefined;
  const setMember = (userId: string, isMember: boolean): void => {
    if (channel().members.has(userId) === isMember) return;
    if (isMember) channel().members.add(userId);
    else channel().members.delete(userId);
    publish({ type: 'member', userId, isMember }, userId);
  };
  const nameSession = (encryptionSessionId: string | undefined): void => {
    channel().data.session_id = encryptionSessionId;
    publish({ type: 'data', named: encryptionSessionId });
  };
  const append: typeof registry.append = async (cid, epoch) => {
    const isNew = await registry.append(cid, epoch);
    if (isNew) registered.add(epoch.encryptionSessionId);
    return isNew;
  };
  const channels: typeof stream.channels = {
    ...stream.channels,
    findForMember: remembering(
      createMembershipMemory(() => schedule.now().getTime()),
      stream.channels.findForMember,
    ),
    nameEncryptionSession: async (name, epoch) => {
      await pause();
      if (failures.isNaming || chance.happens(failures.often)) throw new AppError('STREAM_UNAVAILABLE');
      await stream.channels.nameEncryptionSession(name, epoch);
      publish({ type: 'data', named: named() });
    },
    addMembers: async (name, added) => {
      await pause();
      for (const { userId } of added) setMember(userId, true);
      return (await stream.channels.findMembers(cidOf(name))) ?? [];
    },
    markInvited: async () => {}, // nobody is a stranger here
    markLeaving: async () => {}, // nobody sees the end of a conversation
    removeMembers: async (_, userIds) => {
      await pause();
      for (const userId of userIds) setMember(userId, false);
    },
  };
  const registeredKey = async (userId: string) => (await authorAt(lies.get(userId) ?? userId)).authorKey;
  /** Everybody is enrolled, and has registered an author key for the account that is theirs now. */
  const find = async (id: string): Promise<User> => {
    const [at, account] = [schedule.now().toISOString(), seald.accountOf(id)];
    const key = { authorKey: await registeredKey(id), sigchainHash: account, signature: '' };
    return {
      id,
      sealedTwoManRuleKey: '',
      createdAt: at,
      authFactors: {},
      enrolledAt: at,
      enrolment: { state: 'enrolled', attempt: 1, account, version: '' },
      authorKey: { ...key, account, registeredAt: at, sealedPrivateKey: '' },
    };
  };
  const deps = {
    registry: { ...registry, append },
    users: { find },
    channels,
    encryptedChannelTypes: ['encrypted'],
    rekeyBy: 'anyMember',
    takeEpoch: async () =>
      failures.isSpent ? { taken: false as const, retryAfterSeconds: 90 } : { taken: true as const },
    allowed: 'anyMember',
    peers: createInMemoryPeers(pause).peers,
    seats: endlessSeats,
    now: schedule.now,
  } as const;
  const calls = new Map<string, number>();
  /** After which epochs each asked for what is new. */
  const listedAfter = new Map<string, number[]>();
  const asApiError = async <T>(callerId: string, work: () => Promise<T>): Promise<T> => {
    calls.set(callerId, (calls.get(callerId) ?? 0) + 1);
    if (failures.isAway) throw new MessagingApiError('GATEWAY_FAILURE');
    try {
      return await work();
    } catch (error) {
      throw error instanceof AppError
        ? new MessagingApiError(error.type, { status: error.statusCode })
        : error;
    }
  };
  /** The Messaging API as the backend carries it out; the way there and back is the device's. */
  const api = (callerId: string): RegistryApi => ({
    encryptionSession: (name, { after = 0, anew } = {}) => {
      listedAfter.set(callerId, [...(listedAfter.get(callerId) ?? []), after]);
      return asApiError(callerId, () => readEncryptionSession(deps, callerId, name, { after, anew }));
    },
    registerEncryptionSession: (name, request) =>
      asApiError(callerId, () => registerEncryptionSession(deps, callerId, name, request)),
    acceptInvitation: async () => {
      throw new Error('nobody is a stranger here');
    },
    addMember: (name, userId) =>
      asApiError(callerId, () => addMember(deps, { callerId, channel: name, userId })),
    removeMember: (name, userId) =>
      asApiError(callerId, () => removeMember(deps, { callerId, channel: name, userId })),
  });
  const messages: StoredMessage[] = [];
  const sentUnsure = new Set<string>();
  /** Past members and hook, by whoever runs Stream. Nobody wrote it, so it is not among `messages`. */
  const inject = (userId: string, id: string, text: string): StoredMessage => {
    const at = schedule.now().toISOString();
    const dates = { created_at: at, updated_at: at };
    const encryptionSessionId = parseEncryptedText(text)?.encryptionSessionId ?? '';
    const about = { id, text, type: 'regular', user: { id: userId } } as const;
    const message = { ...about, words: '', encryptionSessionId, ...dates };
    publish({ type: 'message', message });
    return message;
  };
  /** Stream takes a message: from members only, and past the hook, which at times does not answer. */
  const post = (userId: string, id: string, text: string, words: string): 'refused' | StoredMessage => {
    if (!channel().members.has(userId)) throw Object.assign(new Error('not allowed'), { code: 17 });
    const encryptionSessionId = parseEncryptedText(text)?.encryptionSessionId ?? '';
    const isHookUp = !chance.happens(failures.often);
    if (isHookUp && encryptionSessionId !== named()) return 'refused';
    const at = schedule.now().toISOString();
    const dates = { created_at: at, updated_at: at };
    const message = {
      id,
      text,
      type: 'regular',
      user: { id: userId },
      words,
      encryptionSessionId,
      ...dates,
    } as const;
    messages.push(message);
    publish({ type: 'message', message });
    return message;
  };
  return {
    chance,
    schedule,
    seald,
    /** What a person's devices sign with. */
    authorAt,
    lies,
    /** What the registry tells one of another's author keys: nothing unless both are in the channel. */
    toldKeys: async (callerId: string, userId: string) => {
      if (![callerId, userId].every((id) => channel().members.has(id))) return null;
      const accounts = seald.accountsOf(userId);
      const former = await Promise.all(accounts.map(async (account) => (await authorOf(account)).authorKey));
      return { authorKey: await registeredKey(userId), former };
    },
    /** What they really are. */
    authors: authorsBy(authorAt),
    api,
    /** Calls that reached the backend, by caller. */
    calls,
    listedAfter,
    channel,
    named,
    listeners,
    setMember,
    nameSession,
    /** Encryption sessions that stand in the registry, or did before the operator took them out. */
    registered,
    post,
    inject,
    messages,
    /** Ids of messages whose sender had just asked the registry in vain. */
    sentUnsure,
    history,
    /** How often things go wrong now, whether Stream takes no channel data, and whether the backend is away. */
    failures,
    epochs: () => epochsOf(CID),
  };
};

export type WorldOptions = {
  members: readonly string[];
  history: HistoryPolicy;
  people?: readonly string[];
  /** How often the hook does not answer and Stream takes no channel data, and an answer of the backend is lost (a third as often). */
  failing?: number;
};
export type World = Awaited<ReturnType<typeof createWorld>>;
