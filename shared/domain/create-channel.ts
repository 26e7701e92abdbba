import type { ChannelResponse, HistoryPolicy } from '../contract/channel.ts';
import { AppError } from './app-error.ts';
import { type ChannelName, type ChannelRecord, cidOf, demandEncryptedType } from './channel.ts';
import { type EncryptionSessionRegistry, ownerOf } from './encryption-session-registry.ts';
import type { StreamChannels } from './stream-channels.ts';

export type CreateChannelDeps = {
  registry: Pick<EncryptionSessionRegistry, 'claim' | 'findRecord' | 'findEpoch'>;
  channels: Pick<StreamChannels, 'findForMember' | 'exists' | 'create'>;
  encryptedChannelTypes: readonly string[];
  now: () => Date;
};

export type CreateChannelRequest = ChannelName & { members: readonly string[]; history: HistoryPolicy };

/**
 * Makes an encrypted channel, or finds the one the caller is in; then no member and nothing else of it is changed. The
 * first who asks for a channel is its owner, kept before Stream is asked; after a crash in between, a repeat by the owner
 * or by somebody they named makes the channel. Throws `NOT_A_MEMBER`, `MEMBER_NOT_FOUND`, `STREAM_UNAVAILABLE`, and
 * `INVALID_REQUEST` for a channel type that is not encrypted.
 */
export const createChannel = async (
  deps: CreateChannelDeps,
  userId: string,
  request: CreateChannelRequest,
): Promise<{ created: boolean; channel: ChannelResponse }> => {
  demandEncryptedType(deps.encryptedChannelTypes, request);
  const cid = cidOf(request);
  if (await deps.channels.findForMember(cid, userId, { anew: true }))
    return { created: false, channel: await claim(deps, userId, request) };
  if (await deps.channels.exists(cid)) throw new AppError('NOT_A_MEMBER');
  const record = await claim(deps, userId, request);
  await deps.channels.create(request, {
    members: membersOf(record, userId, request),
    history: record.history,
  });
  return { created: true, channel: record };
};

/** The channel's record; made now when there is none, also for a channel that was made elsewhere. */
const claim = async (
  { registry, now }: CreateChannelDeps,
  userId: string,
  request: CreateChannelRequest,
): Promise<ChannelRecord> => {
  const cid = cidOf(request);
  const { record } = await registry.claim({
    cid,
    createdBy: (await ownerOf(registry, cid)) ?? userId,
    createdAt: now().toISOString(),
    history: request.history,
    members: [...new Set([userId, ...request.members])],
  });
  return record;
};

/** The owner may put another list right that Stream refused; others can only finish what the owner began. */
const membersOf = (
  { createdBy, members }: ChannelRecord,
  userId: string,
  request: CreateChannelRequest,
): readonly string[] => {
  if (createdBy === userId) return [...new Set([userId, ...request.members])];
  if (members.includes(userId)) return members;
  throw new AppError('NOT_A_MEMBER');
};
