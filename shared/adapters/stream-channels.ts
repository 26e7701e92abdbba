import * as z from 'zod';
import { AppError } from '../domain/app-error.ts';
import { type ChannelName, cidOf } from '../domain/channel.ts';
import { SERVICE_USER_ID } from '../domain/service-user.ts';
import type { StreamChannels } from '../domain/stream-channels.ts';
import { createMembershipMemory, remembering } from './membership-memory.ts';
import type { StreamClient, StreamServer } from './stream-client.ts';
import { streamUnavailable } from './stream-rate-limit.ts';

/** Error codes of Stream for a request that names an unknown user (stream.md section 3), and for a user that was deleted (stream-chat-flutter issue 850). */
const NAMES_NOBODY = [4, 16];
const ONE_WITHOUT_STATE = { state: false, watch: false, presence: false, limit: 1 };

/** Channel data are Stream's to give and others may have written them: what is not of our form counts as not there. */
const found = z.array(
  z.object({
    channel: z.object({
      cid: z.string(),
      session_id: z.string().optional().catch(undefined),
      session_epoch: z.number().optional().catch(undefined),
      member_count: z.number().default(0),
    }),
  }),
);
const foundUsers = z.object({ users: z.array(z.unknown()) });

/** Stream by its server client; see {@link StreamChannels} for what each call promises. Nothing Stream says goes into an error's message. */
export const createStreamChannels = (
  stream: StreamClient,
  memory = createMembershipMemory(Date.now),
): StreamChannels => {
  const ask: StreamClient = (call) =>
    stream(call).catch((cause) => {
      throw streamUnavailable(cause);
    });
  const find = (filter: Parameters<StreamServer['queryChannelsRequest']>[0]) =>
    ask(async (client) => {
      const channels = found.parse(await client.queryChannelsRequest(filter, [], ONE_WITHOUT_STATE));
      return channels.map(({ channel }) => channel);
    });
  const askNaming = async (userIds: readonly string[], call: Parameters<typeof ask>[0]): Promise<void> => {
    try {
      await ask(call);
    } catch (error) {
      if (namesNobody(error) && !(await areKnown(ask, userIds))) throw new AppError('MEMBER_NOT_FOUND');
      throw error;
    }
  };

  return {
    findForMember: remembering(memory, async (cid, userId) => {
      const [channel] = await find({ cid: { $eq: cid }, members: { $in: [userId] } });
      if (channel?.cid !== cid) return null;
      return {
        encryptionSessionId: channel.session_id,
        epoch: channel.session_epoch,
        memberCount: channel.member_count,
        isFresh: true,
      };
    }),

    exists: async (cid) => (await find({ cid: { $eq: cid } })).length > 0,

    create: ({ channelType, channelId }, { members, history }) =>
      askNaming(members, (client) =>
        client
          .channel(channelType, channelId, {
            members: [...members],
            created_by_id: SERVICE_USER_ID,
            history_policy: history,
          } as object)
          .create(),
      ),

    async nameEncryptionSession({ channelType, channelId }, { encryptionSessionId, epoch }) {
      const set = { session_id: encryptionSessionId, session_epoch: epoch } as object;
      await ask((client) => client.channel(channelType, channelId).updatePartial({ set }));
    },

    addMember: ({ channelType, channelId }, userId) =>
      askNaming([userId], (client) => client.channel(channelType, channelId).addMembers([userId])),

    async removeMember(channel: ChannelName, userId) {
      const { channelType, channelId } = channel;
      await ask((client) => client.channel(channelType, channelId).removeMembers([userId]));
      memory.forget(cidOf(channel), userId);
    },

    shareChannel: async (userId, otherId) =>
      (await find({ $and: [{ members: { $in: [userId] } }, { members: { $in: [otherId] } }] })).length > 0,
  };
};

const namesNobody = (error: unknown): boolean =>
  error instanceof AppError &&
  NAMES_NOBODY.includes(Number((error.cause as { code?: unknown } | null)?.code));

const areKnown = async (ask: StreamClient, userIds: readonly string[]): Promise<boolean> => {
  const ids = [...new Set(userIds)];
  const { users } = await ask(async (client) =>
    foundUsers.parse(
      await client.queryUsers({ id: { $in: ids } }, [], { limit: ids.length, presence: false }),
    ),
  );
  return users.length === ids.length;
};
