import { type ChannelResponse, type HistoryPolicy, hasRoomFor } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, type ChannelRecord, cidOf, demandEncryptedType } from './channel.ts';
import { undertake } from './claimed-channel.ts';
import { type Attempt, type EncryptionSessionRegistry, ownerOf } from './encryption-session-registry.ts';
import { asInvited, markLacking, mendMarks, strangersAmong } from './invitations.ts';
import type { Peers } from './peers.ts';
import {
  type ChannelMember,
  MEMBERS_AT_ONCE,
  type NewMember,
  type StreamChannels,
} from './stream-channels.ts';

export type CreateChannelDeps = {
  registry: Pick<EncryptionSessionRegistry, 'claim' | 'noteMade' | 'giveBack' | 'findRecord' | 'findEpoch'>;
  channels: Pick<
    StreamChannels,
    'findForMember' | 'findMembers' | 'exists' | 'create' | 'addMembers' | 'markInvited'
  >;
  peers: Pick<Peers, 'findAbout'>;
  encryptedChannelTypes: readonly string[];
  newAttemptId: () => string;
  now: () => Date;
};

export type CreateChannelRequest = ChannelName & { members: readonly string[]; history: HistoryPolicy };

/**
 * Makes an encrypted channel, or finds the one the caller is in; then no member and nothing else of it is changed. The
 * first who asks for a channel is its owner, kept before Stream is asked; after a crash in between, a repeat by the owner
 * or by somebody they named makes the channel. Who is named by a stranger is in it as an invitation. Throws `NOT_A_MEMBER`, `MEMBER_NOT_FOUND`,
 * `INVITATION_REFUSED`, `STREAM_UNAVAILABLE`, and `INVALID_REQUEST` for a channel type that is not encrypted.
 */
export const createChannel = async (
  deps: CreateChannelDeps,
  userId: string,
  request: CreateChannelRequest,
): Promise<{ created: boolean; channel: ChannelResponse }> => {
  demandEncryptedType(deps.encryptedChannelTypes, request);
  const cid = cidOf(request);
  if (await deps.channels.findForMember(cid, userId, { anew: true }))
    return { created: false, channel: await finish(deps, userId, request) };
  if (await deps.channels.exists(cid)) throw new AppError('NOT_A_MEMBER');
  return { created: true, channel: await make(deps, userId, request) };
};

const make = async (
  deps: CreateChannelDeps,
  userId: string,
  request: CreateChannelRequest,
): Promise<ChannelRecord> => {
  const asked = request.members.filter((id) => id !== userId);
  if (!hasRoomFor(withSelf(userId, asked)))
    throw new AppError('INVALID_REQUEST', { message: 'members: too many for ids of this length' });
  const strangers = await strangersAmong(deps.peers, userId, asked);
  const attempt = { id: deps.newAttemptId(), userId };
  const record = await claim(deps, attempt, request);
  if (!record) throw new AppError('NOT_A_MEMBER');
  const { createdBy: inviterId, history, kind } = record;
  await undertake(deps, record.cid, attempt, async () => {
    const members =
      inviterId === userId
        ? asInvited(record, { members: withSelf(userId, asked), strangers, inviterId })
        : await membersOf(deps, record);
    const told = await deps.channels.create(request, { members, history, kind });
    await mendMarks(deps, request, members, told);
  });
  await deps.registry.noteMade(record.cid);
  return record;
};

/** Those whom the owner named: others can only finish what the owner began. */
const membersOf = async ({ peers }: CreateChannelDeps, record: ChannelRecord) => {
  const { createdBy: inviterId, members } = record;
  const others = members.filter((id) => id !== inviterId);
  return asInvited(record, { members, strangers: await strangersAmong(peers, inviterId, others), inviterId });
};

/** The record of a channel the caller is in; made when there is none, as for a channel that was made elsewhere. What a call that broke off left is made up for. */
const finish = async (
  deps: CreateChannelDeps,
  userId: string,
  request: CreateChannelRequest,
): Promise<ChannelRecord> => {
  const cid = cidOf(request);
  const known = await deps.registry.findRecord(cid);
  if (known?.isMade) return known;
  if (known) {
    const told = (await deps.channels.findMembers(cid)) ?? [];
    const isIn = new Set(told.map((member) => member.userId));
    const wanted = await membersOf(deps, known);
    await mendMarks(
      deps,
      request,
      wanted.filter((member) => isIn.has(member.userId)),
      told,
    );
    await addRest(deps, request, wanted, told);
  }
  const attempt = { id: deps.newAttemptId(), userId };
  const record = known ?? (await claim(deps, attempt, request)) ?? (await deps.registry.findRecord(cid));
  if (!record) throw new Error('A channel is kept and not to be found');
  await deps.registry.noteMade(cid);
  return record;
};

/** Stream takes a hundred at a time: a call that broke off may have left some of a large channel out. */
const addRest = async (
  { channels }: CreateChannelDeps,
  channel: ChannelName,
  wanted: readonly NewMember[],
  told: readonly ChannelMember[],
): Promise<void> => {
  if (wanted.length <= MEMBERS_AT_ONCE || told.length < MEMBERS_AT_ONCE) return;
  const isIn = new Set(told.map(({ userId }) => userId));
  const missing = wanted.filter(({ userId }) => !isIn.has(userId));
  if (missing.length === 0) return;
  await channels.addMembers(channel, missing);
  await markLacking(channels, channel, missing, (await channels.findMembers(cidOf(channel))) ?? []);
};

const claim = async (
  { registry, now }: CreateChannelDeps,
  attempt: Attempt,
  request: CreateChannelRequest,
): Promise<ChannelRecord | null> => {
  const cid = cidOf(request);
  return registry.claim(
    {
      cid,
      kind: 'group',
      createdBy: (await ownerOf(registry, cid)) ?? attempt.userId,
      createdAt: now().toISOString(),
      history: request.history,
      members: withSelf(attempt.userId, request.members),
    },
    attempt,
  );
};

const withSelf = (userId: string, others: readonly string[]): string[] => [...new Set([userId, ...others])];
