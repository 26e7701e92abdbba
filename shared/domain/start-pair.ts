import type { ChannelResponse } from '../contract/channel.ts';
import { pairIdOf, pairText } from '../contract/pair-id.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, type ChannelRecord, cidOf, demandEncryptedType } from './channel.ts';
import { undertake } from './claimed-channel.ts';
import type { EncryptionSessionRegistry } from './encryption-session-registry.ts';
import { asInvited, markLacking, mendMarks } from './invitations.ts';
import type { Between, Peers } from './peers.ts';
import type { ChannelMember, NewMember, StreamChannels } from './stream-channels.ts';

export type StartPairDeps = {
  registry: Pick<EncryptionSessionRegistry, 'claim' | 'noteMade' | 'giveBack' | 'findRecord'>;
  channels: Pick<
    StreamChannels,
    'findMembers' | 'exists' | 'create' | 'addMembers' | 'removeMembers' | 'markInvited'
  >;
  peers: Pick<Peers, 'findBetween' | 'noteContact'>;
  encryptedChannelTypes: readonly string[];
  /** The SHA-256 of a text in UTF-8, as base64url. */
  hash: (text: string) => string;
  newAttemptId: () => string;
  now: () => Date;
};

export type StartPairRequest = { channelType: string; userId: string };

type Start = {
  callerId: string;
  otherId: string;
  channel: ChannelName;
  cid: string;
  between: Between;
};

/** The name of the conversation of two; the same for both. */
export const pairNameOf = (
  hash: StartPairDeps['hash'],
  channelType: string,
  [one, other]: readonly [string, string],
): ChannelName => ({ channelType, channelId: pairIdOf(hash(pairText(one, other))) });

/**
 * The conversation of the caller and somebody else: made, found, or entered again by a caller who left. Its id is made from both ids, so
 * whoever asks, on whatever device and however often, lands in the same one; nobody else is in it, and it is kept before Stream is asked, so
 * that a repeat by either makes up for a call that broke off. The other is in it as an invitation while the caller is a stranger to them, and when they
 * had left. The caller has accepted by asking, and has said that they want to talk with the other.
 * Throws `INVITATION_REFUSED`, `PEER_IS_BLOCKED`, `MEMBER_NOT_FOUND`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for oneself and for a channel
 * type that is not encrypted; then nothing is made or changed, but for what Stream did before it did not answer.
 */
export const startPair = async (
  deps: StartPairDeps,
  callerId: string,
  { channelType, userId: otherId }: StartPairRequest,
): Promise<{ created: boolean; channel: ChannelResponse }> => {
  demandEncryptedType(deps.encryptedChannelTypes, { channelType });
  if (callerId === otherId)
    throw new AppError('INVALID_REQUEST', { message: 'userId: must be somebody else' });
  const channel = pairNameOf(deps.hash, channelType, [callerId, otherId]);
  const cid = cidOf(channel);
  const [between, members, known] = await Promise.all([
    deps.peers.findBetween(callerId, otherId),
    deps.channels.findMembers(cid),
    deps.registry.findRecord(cid),
  ]);
  demandWelcome(between);
  const start = { callerId, otherId, channel, cid, between };
  if (members && known?.isMade) {
    await noteContact(deps, start);
    await enter(deps, start, members);
    return { created: false, channel: known };
  }
  const record = await make(deps, start);
  await noteContact(deps, start);
  await deps.registry.noteMade(cid);
  return { created: members === null, channel: record };
};

const demandWelcome = ({ own, theirs, isErased }: Between): void => {
  if (own === 'blocked') throw new AppError('PEER_IS_BLOCKED');
  if (isErased) throw new AppError('MEMBER_NOT_FOUND');
  if (theirs === 'blocked') throw new AppError('INVITATION_REFUSED');
};

const noteContact = async ({ peers, now }: StartPairDeps, { callerId, otherId, between }: Start) => {
  if (between.own !== 'contact') await peers.noteContact(callerId, otherId, now().toISOString());
};

const make = async (deps: StartPairDeps, start: Start): Promise<ChannelRecord> => {
  const { callerId, otherId, channel, cid, between } = start;
  const attempt = { id: deps.newAttemptId(), userId: callerId };
  const members = [callerId, otherId].sort();
  const createdAt = deps.now().toISOString();
  const claim = { cid, kind: 'pair', createdBy: callerId, createdAt, history: 'fromNowOn', members } as const;
  const record = await deps.registry.claim(claim, attempt);
  if (!record) throw new Error('The record of a pair names others');
  const { history, kind } = record;
  const strangers = between.theirs === 'contact' ? [] : [otherId];
  const wanted = asInvited(record, { members, strangers, inviterId: callerId });
  await undertake(deps, cid, attempt, async () => {
    const told = await deps.channels.create(channel, { members: wanted, history, kind });
    const isIn = new Set(told.map(({ userId }) => userId));
    const present = wanted.filter(({ userId }) => isIn.has(userId));
    await mendMarks(deps, channel, present, told);
    await enter(deps, start, told);
  });
  await demandStillWelcome(deps, start);
  return record;
};

/** Has exactly the two in a channel that is there, and the caller by their own will. */
const enter = async (deps: StartPairDeps, start: Start, members: readonly ChannelMember[]): Promise<void> => {
  const { callerId, otherId, channel } = start;
  const { channels } = deps;
  const isIn = (userId: string) => members.some((member) => member.userId === userId);
  const missing: NewMember[] = [
    ...(isIn(callerId) ? [] : [{ userId: callerId }]),
    ...(isIn(otherId) ? [] : [{ userId: otherId, invitedBy: callerId }]),
  ];
  if (missing.length > 0) await putIn(deps, start, missing);
  const others = members.map(({ userId }) => userId).filter((id) => id !== callerId && id !== otherId);
  if (others.length > 0) await channels.removeMembers(channel, others);
  if (members.some(({ userId, invitedBy }) => userId === callerId && invitedBy !== undefined))
    await channels.markInvited(channel, callerId, null);
};

/** All or none, so that nobody comes back to a conversation whose other end is gone. */
const putIn = async (deps: StartPairDeps, start: Start, missing: readonly NewMember[]): Promise<void> => {
  const { otherId, channel } = start;
  const told = await deps.channels.addMembers(channel, missing);
  if (!missing.some(({ userId }) => userId === otherId)) return;
  const { theirs } = await demandStillWelcome(deps, start);
  // A contact without a mark has come back by their own will at this moment.
  if (theirs !== 'contact') await markLacking(deps.channels, channel, missing, told);
};

/** Looks again, as whoever blocks the caller looks whether they are in after they have blocked: one of the two sees the other. */
const demandStillWelcome = async (
  { peers, channels }: StartPairDeps,
  { callerId, otherId, channel }: Start,
): Promise<Between> => {
  const between = await peers.findBetween(callerId, otherId);
  if (between.theirs !== 'blocked') return between;
  await channels.removeMembers(channel, [otherId]);
  throw new AppError('INVITATION_REFUSED');
};
