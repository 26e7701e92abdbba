import type { MessagingApi } from '../../../client-example/secure-chat/src/api/messaging-api.ts';
import { MessagingApiError } from '../../../client-example/secure-chat/src/errors.ts';
import { addMember } from '../../../shared/domain/add-member.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { createChannel } from '../../../shared/domain/create-channel.ts';
import { readEncryptionSession } from '../../../shared/domain/read-encryption-session.ts';
import { registerEncryptionSession } from '../../../shared/domain/register-encryption-session.ts';
import { removeMember } from '../../../shared/domain/remove-member.ts';
import type { StreamChannels } from '../../../shared/domain/stream-channels.ts';
import type { Stage } from '../../conformance/stream-stage.ts';
import { createInMemoryRegistry } from '../../support/in-memory-channels.ts';

export type ChannelsApi = Pick<
  MessagingApi,
  'createChannel' | 'addMember' | 'removeMember' | 'encryptionSession' | 'registerEncryptionSession'
>;

/** The backend's own rules for channels, with the epochs in memory and the channels at the emulator. */
export const createStageBackend = (stage: Stage) => {
  const { registry, epochsOf } = createInMemoryRegistry();
  const deps = {
    registry,
    channels: channelsAt(stage),
    encryptedChannelTypes: ['messaging'],
    rekeyBy: 'anyMember',
    memberChangesBy: 'anyMember',
    now: () => new Date(),
  } as const;
  const forUser = (callerId: string): ChannelsApi => ({
    createChannel: async ({ channelType, channelId, members, history = 'fromNowOn' }) => {
      const request = { channelType, channelId, members, history };
      return (await told(createChannel(deps, callerId, request))).channel;
    },
    addMember: (channel, userId) => told(addMember(deps, { callerId, channel, userId })),
    removeMember: (channel, userId) => told(removeMember(deps, { callerId, channel, userId })),
    encryptionSession: (channel, { after = 0, anew } = {}) =>
      told(readEncryptionSession(deps, callerId, channel, { after, anew })),
    registerEncryptionSession: (channel, request) =>
      told(registerEncryptionSession(deps, callerId, channel, request)),
  });
  return { forUser, epochsOf, append: registry.append };
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
    create: async ({ channelType, channelId }, { members, history }) => {
      await server.upsertUsers([{ id: 'sealed-stream' }, ...members.map((id) => ({ id, name: id }))]);
      const data = { members: [...members], created_by_id: 'sealed-stream', history_policy: history };
      await server.channel(channelType, channelId, data).create();
    },
    nameEncryptionSession: async ({ channelType, channelId }, { encryptionSessionId, epoch }) => {
      const set = { session_id: encryptionSessionId, session_epoch: epoch };
      await server.channel(channelType, channelId).updatePartial({ set });
    },
    addMember: async ({ channelType, channelId }, userId) => {
      await server.channel(channelType, channelId).addMembers([userId]);
    },
    removeMember: async ({ channelType, channelId }, userId) => {
      await server.channel(channelType, channelId).removeMembers([userId]);
    },
    shareChannel: async (one, other) => (await find({ members: { $in: [one, other] } })) !== undefined,
  };
};
