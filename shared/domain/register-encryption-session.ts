import type { AuthorKeyClaim } from '../contract/author-key.ts';
import { longestStatement } from '../contract/encrypted-text.ts';
import type { Epoch, RegisterEncryptionSessionRequest } from '../contract/encryption-session.ts';
import { isPairId } from '../contract/pair-id.ts';
import { AppError } from './app-error.ts';
import { authorKeyOf, claimOf } from './author-keys.ts';
import type { Taken } from './budget.ts';
import { type AllowedMembers, type ChannelName, cidOf, demandEncryptedType } from './channel.ts';
import type { EncryptionSessionRegistry } from './encryption-session-registry.ts';
import { isNamed, nameEncryptionSession } from './name-encryption-session.ts';
import { mayRekey } from './owner-rights.ts';
import { type ChannelAtStream, findForCaller, type StreamChannels } from './stream-channels.ts';
import type { Users } from './user.ts';

export type RegisterEncryptionSessionDeps = {
  registry: Pick<
    EncryptionSessionRegistry,
    'findRecord' | 'findCurrent' | 'findEpoch' | 'findBySession' | 'append'
  >;
  channels: Pick<StreamChannels, 'findForMember' | 'findMembers' | 'nameEncryptionSession'>;
  /** Asked for the author key of who makes an epoch. */
  users: Pick<Users, 'find'>;
  encryptedChannelTypes: readonly string[];
  /** Who may start another epoch; the first one any member may. */
  rekeyBy: AllowedMembers;
  /** Takes one from the epochs that a member may add to a channel. */
  takeEpoch: (userId: string, cid: string) => Taken | Promise<Taken>;
  now: () => Date;
};

type Registration = {
  userId: string;
  channel: ChannelName;
  cid: string;
  request: RegisterEncryptionSessionRequest;
  current: Epoch | null;
};

/**
 * Registers a channel's first or next encryption session and has Stream's channel name it. The first to come wins; whoever
 * comes later gets the epoch that is current instead, and makes up for a winner who crashed before telling Stream.
 * The author key that is registered for the caller stands with the epoch, for those who come when its maker is gone. A repeat gives the same answer, also when later epochs have come: what stands in the registry is never called lost.
 * Throws `NOT_A_MEMBER`, `REKEY_NOT_ALLOWED`, `RATE_LIMITED` for a member who added too many, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that is not
 * encrypted, `PAYLOAD_TOO_LARGE` for a statement longer than the channel's members can need, a session that had its time, a predecessor where there is none, and an announcement without predecessor.
 */
export const registerEncryptionSession = async (
  deps: RegisterEncryptionSessionDeps,
  userId: string,
  channel: ChannelName,
  request: RegisterEncryptionSessionRequest,
): Promise<Epoch> => {
  demandEncryptedType(deps.encryptedChannelTypes, channel);
  if (request.announcement !== undefined && request.previousEncryptionSessionId === undefined)
    throw invalid('announcement: only with previousEncryptionSessionId');
  const cid = cidOf(channel);
  const seen = await findForCaller(deps.channels, channel, userId, { anew: true });
  demandFitting(request, seen);
  const current = await deps.registry.findCurrent(cid);
  const { epoch, isNew } = await settle(deps, { userId, channel, cid, request, current });
  await tellStream(deps, channel, { userId, seen, epoch, isNew });
  return epoch;
};

/** What is kept for good grows with the channel, and with nobody's wish. */
const demandFitting = (
  { welcome = '', announcement = '' }: RegisterEncryptionSessionRequest,
  { memberCount }: ChannelAtStream,
): void => {
  if (Math.max(welcome.length, announcement.length) > longestStatement(memberCount))
    throw new AppError('PAYLOAD_TOO_LARGE');
};

type Settled = { epoch: Epoch; isNew: boolean };

const settle = async (deps: RegisterEncryptionSessionDeps, registration: Registration): Promise<Settled> => {
  const { current, request } = registration;
  if (current?.encryptionSessionId === request.encryptionSessionId) return { epoch: current, isNew: false };
  const earlier = await findEarlier(deps, registration);
  if (earlier) return { epoch: earlier, isNew: false };
  if (current && current.encryptionSessionId !== request.previousEncryptionSessionId)
    return { epoch: current, isNew: false };
  if (!current && request.previousEncryptionSessionId !== undefined)
    throw invalid('previousEncryptionSessionId: the channel has no encryption session');
  return append(deps, registration);
};

/** The epoch a repeated call registered before others came. A session taken up once more is no repeat. */
const findEarlier = async (
  { registry }: RegisterEncryptionSessionDeps,
  { userId, cid, request }: Registration,
): Promise<Epoch | null> => {
  const earlier = await registry.findBySession(cid, request.encryptionSessionId);
  if (!earlier) return null;
  const previous = earlier.epoch === 1 ? null : await registry.findEpoch(cid, earlier.epoch - 1);
  const isRepeat =
    earlier.createdBy === userId && previous?.encryptionSessionId === request.previousEncryptionSessionId;
  if (!isRepeat) throw invalid('encryptionSessionId: was registered before');
  return earlier;
};

const append = async (deps: RegisterEncryptionSessionDeps, registration: Registration): Promise<Settled> => {
  const { userId, cid, request, current } = registration;
  if (current && !(await mayRekey(deps, deps.rekeyBy, registration))) throw new AppError('REKEY_NOT_ALLOWED');
  if (!current) await demandOfPair(deps, registration);
  const author = await authorKeyOfMaker(deps, userId);
  const taken = await deps.takeEpoch(userId, cid);
  if (!taken.taken) return yieldToOther(deps, registration, taken.retryAfterSeconds);
  const { encryptionSessionId, welcome, announcement } = request;
  const epoch: Epoch = {
    encryptionSessionId,
    epoch: (current?.epoch ?? 0) + 1,
    createdBy: userId,
    createdAt: deps.now().toISOString(),
    ...(author && { author }),
    ...(welcome !== undefined && { welcome }),
    ...(announcement !== undefined && { announcement }),
  };
  if (await deps.registry.append(cid, epoch)) return { epoch, isNew: true };
  const winner = await deps.registry.findCurrent(cid);
  if (!winner) throw new Error('An epoch is taken and not to be found');
  return settle(deps, { ...registration, current: winner }); // the winner may be this very call, repeated
};

const authorKeyOfMaker = async (
  { users }: RegisterEncryptionSessionDeps,
  userId: string,
): Promise<AuthorKeyClaim | undefined> => {
  const user = await users.find(userId);
  const key = user ? authorKeyOf(user) : undefined;
  return key && claimOf(key);
};

/** The first epoch of the conversation of two is made by one of the two, whoever Stream shows as a member. */
const demandOfPair = async (
  { registry }: RegisterEncryptionSessionDeps,
  { userId, channel, cid }: Registration,
): Promise<void> => {
  if (!isPairId(channel.channelId)) return;
  const record = await registry.findRecord(cid);
  if (record?.kind !== 'pair' || !record.members.includes(userId)) throw new AppError('NOT_A_MEMBER');
};

/** Somebody with no epochs left has to wait, unless another has made the epoch meanwhile: then there is none to make. */
const yieldToOther = async (
  deps: RegisterEncryptionSessionDeps,
  registration: Registration,
  retryAfterSeconds: number,
): Promise<Settled> => {
  const current = await deps.registry.findCurrent(registration.cid);
  if (!current || current.epoch === registration.current?.epoch)
    throw new AppError('RATE_LIMITED', { retryAfterSeconds });
  return settle(deps, { ...registration, current });
};

/** Who did not win looks again first: the winner is most likely writing at this moment, and writes are what Stream allows few of. */
const tellStream = async (
  deps: RegisterEncryptionSessionDeps,
  channel: ChannelName,
  { userId, seen, epoch, isNew }: Settled & { userId: string; seen: ChannelAtStream },
): Promise<void> => {
  if (isNew) return nameEncryptionSession(deps, channel, epoch, seen);
  const current = (await deps.registry.findCurrent(cidOf(channel))) ?? epoch;
  if (isNamed(current, seen)) return;
  const again = await deps.channels.findForMember(cidOf(channel), userId, { anew: true });
  await nameEncryptionSession(deps, channel, current, again ?? seen);
};

const invalid = (message: string): AppError => new AppError('INVALID_REQUEST', { message });
