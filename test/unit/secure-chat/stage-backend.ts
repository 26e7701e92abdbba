import { randomUUID } from 'node:crypto';
import type { MessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { pairHash } from '../../../shared/adapters/pair-hash.ts';
import { acceptInvitation } from '../../../shared/domain/accept-invitation.ts';
import { addMember } from '../../../shared/domain/add-member.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { createChannel } from '../../../shared/domain/create-channel.ts';
import { readEncryptionSession } from '../../../shared/domain/read-encryption-session.ts';
import { registerEncryptionSession } from '../../../shared/domain/register-encryption-session.ts';
import { removeMember } from '../../../shared/domain/remove-member.ts';
import { startPair } from '../../../shared/domain/start-pair.ts';
import type { ChannelMember, NewMember, StreamChannels } from '../../../shared/domain/stream-channels.ts';
import type { Stage } from '../../conformance/stream-stage.ts';
import { createInMemoryRegistry } from '../../support/in-memory-channels.ts';
import { createInMemoryPeers, endlessSeats } from '../../support/in-memory-peers.ts';
import { createInMemoryReports } from '../../support/in-memory-reports.ts';

export type ChannelsApi = Pick<
  MessagingApi,
  | 'createChannel'
  | 'startPair'
  | 'acceptInvitation'
  | 'addMember'
  | 'removeMember'
  | 'encryptionSession'
  | 'registerEncryptionSession'
  | 'report'
>;

/** The backend's own rules for channels, with the epochs in memory and the channels at the emulator. */
export const createStageBackend = (stage: Stage) => {
  const { registry, epochsOf } = createInMemoryRegistry();
  const reports = createInMemoryReports();
  const deps = {
    registry,
    channels: channelsAt(stage),
    encryptedChannelTypes: ['messaging'],
    users: { find: async () => null },
    rekeyBy: 'anyMember',
    takeEpoch: async () => ({ taken: true as const }),
    allowed: 'anyMember',
    peers: createInMemoryPeers().peers,
    seats: endlessSeats,
    hash: pairHash,
    newAttemptId: randomUUID,
    now: () => new Date(),
  } as const;
  const forUser = (callerId: string): ChannelsApi => ({
    createChannel: async ({ channelType, channelId, members, history = 'fromNowOn' }) => {
      const request = { channelType, channelId, members, history };
      return (await told(createChannel(deps, callerId, request))).channel;
    },
    startPair: async (channelType, userId) =>
      (await told(startPair(deps, callerId, { channelType, userId }))).channel,
    acceptInvitation: (channel) => told(acceptInvitation(deps, callerId, channel)),
    addMember: (channel, userId) => told(addMember(deps, { callerId, channel, userId })),
    removeMember: (channel, userId) => told(removeMember(deps, { callerId, channel, userId })),
    encryptionSession: (channel, { after = 0, anew } = {}) =>
      told(readEncryptionSession(deps, callerId, channel, { after, anew })),
    registerEncryptionSession: (channel, request) =>
      told(registerEncryptionSession(deps, callerId, channel, request)),
    report: (request) => told(reports.take(callerId, request)),
  });
  return { forUser, epochsOf, append: registry.append, reports: reports.requests };
};

const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AppError ? new MessagingApiError(error.type, { status: error.statusCode }) : error;
  }
};

const channelsAt = ({ server }: Stage): StreamChannels => {
  const find = async (filter: object) => (await server.queryChannels(filter as never, [], { limit: 1 }))[0];
  return {
    findForMember: async (cid, userId) => {
      const found = await find({ cid, members: { $in: [userId] } });
      const { session_id, session_epoch, member_count: memberCount = 0 } = found?.data ?? {};
      return found
        ? { encryptionSessionId: session_id, epoch: session_epoch, memberCount, isFresh: true }
        : null;
    },
    exists: async (cid) => (await find({ cid })) !== undefined,
    findMembers: async (cid) => {
      const [found] = await server.queryChannelsRequest({ cid }, [], { limit: 1, member_limit: 100 });
      return found ? found.members.map(asMember) : null;
    },
    findAmong: async (cids, userId) => {
      const filter = { cid: { $in: [...cids] }, members: { $in: [userId] } };
      return (await server.queryChannelsRequest(filter as never)).map(({ channel }) => channel.cid);
    },
    create: async ({ channelType, channelId }, { members, history, kind }) => {
      const ids = members.map(({ userId }) => userId);
      await server.upsertUsers([{ id: 'sealed-stream' }, ...ids.map((id) => ({ id, name: id }))]);
      const marked = members.map(asPayload);
      const data = { members: marked, created_by_id: 'sealed-stream', history_policy: history, kind };
      return (await server.channel(channelType, channelId, data as object).create()).members.map(asMember);
    },
    nameEncryptionSession: async ({ channelType, channelId }, { encryptionSessionId, epoch }) => {
      const set = { session_id: encryptionSessionId, session_epoch: epoch };
      await server.channel(channelType, channelId).updatePartial({ set });
    },
    addMembers: async ({ channelType, channelId }, members) => {
      const answer = await server.channel(channelType, channelId).addMembers(members.map(asPayload));
      return answer.members.map(asMember);
    },
    removeMembers: async ({ channelType, channelId }, userIds) => {
      await server.channel(channelType, channelId).removeMembers([...userIds]);
    },
    markInvited: async ({ channelType, channelId }, userId, invitedBy) => {
      const change = invitedBy === null ? { unset: ['invited_by'] } : { set: { invited_by: invitedBy } };
      await server.channel(channelType, channelId).partialUpdateMember(userId, change as object);
    },
    markLeaving: async ({ channelType, channelId }, userId) => {
      const change = { set: { leaving: true } } as object;
      await server.channel(channelType, channelId).partialUpdateMember(userId, change);
    },
    shareChannel: async (one, other) => (await find({ members: { $in: [one, other] } })) !== undefined,
  };
};

const asPayload = ({ userId, invitedBy }: NewMember) => ({
  user_id: userId,
  ...(invitedBy !== undefined && { invited_by: invitedBy }),
});

const asMember = (member: object): ChannelMember => {
  const { user_id, created_at, invited_by } = member as Record<string, string>;
  return {
    userId: String(user_id),
    joinedAt: String(created_at),
    ...(invited_by && { invitedBy: invited_by }),
  };
};
