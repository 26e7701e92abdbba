import * as z from 'zod/mini';
import { partsOf } from '../contract/parts-of.ts';
import { SERVICE_USER_ID } from '../contract/service-user.ts';
import { AppError } from '../domain/app-error.ts';
import { type ChannelName, cidOf } from '../domain/channel.ts';
import {
  type ChannelMember,
  MEMBERS_AT_ONCE,
  type NewMember,
  type StreamChannels,
} from '../domain/stream-channels.ts';
import { createMembershipMemory, remembering } from './membership-memory.ts';
import type { StreamClient } from './stream-client.ts';
import { streamUnavailable } from './stream-rate-limit.ts';
import type { StreamServer } from './stream-server.ts';

/** Error codes of Stream for a request that names an unknown user (stream.md section 3), and for a user that was deleted (stream-chat-flutter issue 850). */
const NAMES_NOBODY = [4, 16];
const WITHOUT_STATE = { state: false, watch: false, presence: false };
const ONE_WITHOUT_STATE = { ...WITHOUT_STATE, limit: 1 };
/** State is what members come with; of messages as few as there can be. */
const ONE_WITH_MEMBERS = {
  state: true,
  watch: false,
  presence: false,
  limit: 1,
  message_limit: 1,
  member_limit: MEMBERS_AT_ONCE,
};
/** For what is not there (stream.md section 3). */
const NO_SUCH_MEMBER = 16;

/** Channel data are Stream's to give and others may have written them: what is not of our form counts as not there. */
const found = z.array(
  z.object({
    channel: z.object({
      cid: z.string(),
      session_id: z.catch(z.optional(z.string()), undefined),
      session_epoch: z.catch(z.optional(z.number()), undefined),
      member_count: z._default(z.number(), 0),
    }),
  }),
);
const members = z.pipe(
  z.array(
    z.object({
      user_id: z.string(),
      created_at: z.string(),
      invited_by: z.catch(z.optional(z.string()), undefined),
    }),
  ),
  z.transform((list) =>
    list.map(
      ({ user_id, created_at, invited_by }): ChannelMember => ({
        userId: user_id,
        joinedAt: created_at,
        ...(invited_by && { invitedBy: invited_by }),
      }),
    ),
  ),
);
const withMembers = z.object({ members });
const channelWithMembers = z.object({
  channel: z.object({
    cid: z.string(),
    type: z.string(),
    id: z.string(),
    member_count: z._default(z.number(), 0),
  }),
  members,
});
const foundWithMembers = z.array(channelWithMembers);
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
  const askNaming: <Answer>(
    userIds: readonly string[],
    call: (client: StreamServer) => Promise<Answer>,
  ) => Promise<Answer> = async (userIds, call) => {
    try {
      return await ask(call);
    } catch (error) {
      if (namesNobody(error) && !(await areKnown(ask, userIds)))
        throw new AppError('MEMBER_NOT_FOUND', { leftUndone: true });
      throw error;
    }
  };

  /** The members that did not come with the channel. Not asked of Stream's route for members, which it allows 300 times a minute for all. */
  const membersAfter = async ({ channel, members: first }: z.infer<typeof channelWithMembers>) => {
    const { type, id, member_count } = channel;
    const pages = Math.ceil(member_count / MEMBERS_AT_ONCE) - 1;
    if (first.length < MEMBERS_AT_ONCE) return [];
    const offsets = Array.from({ length: pages }, (_, page) => (page + 1) * MEMBERS_AT_ONCE);
    const later = await Promise.all(
      offsets.map((offset) =>
        ask((client) => {
          const page = { members: { limit: MEMBERS_AT_ONCE, offset }, messages: { limit: 1 } };
          return client.channel(type, id).query({ ...WITHOUT_STATE, state: true, ...page });
        }),
      ),
    );
    return later.flatMap((answer) => withMembers.parse(answer).members);
  };

  const findMembers: StreamChannels['findMembers'] = async (cid) => {
    const filter = { cid: { $eq: cid } };
    const answer = await ask((client) => client.queryChannelsRequest(filter, [], ONE_WITH_MEMBERS));
    const [channel] = foundWithMembers.parse(answer);
    if (channel?.channel.cid !== cid) return null;
    return [...channel.members, ...(await membersAfter(channel))];
  };

  const demandKnown = async (userIds: readonly string[]): Promise<void> => {
    for (const some of partsOf(userIds, MEMBERS_AT_ONCE))
      if (!(await areKnown(ask, some))) throw new AppError('MEMBER_NOT_FOUND', { leftUndone: true });
  };

  const addMembers: StreamChannels['addMembers'] = async ({ channelType, channelId }, newcomers) => {
    const told: ChannelMember[] = [];
    for (const some of partsOf(newcomers, MEMBERS_AT_ONCE))
      told.push(
        ...(await askNaming(idsOf(some), async (client) => {
          const channel = client.channel(channelType, channelId);
          return withMembers.parse(await channel.addMembers(some.map(asPayload))).members;
        })),
      );
    return told;
  };

  /** Without effect for somebody who is no member. */
  const mark = async (
    { channelType, channelId }: ChannelName,
    userId: string,
    change: object,
  ): Promise<void> => {
    try {
      await ask((client) => client.channel(channelType, channelId).partialUpdateMember(userId, change));
    } catch (error) {
      if (codeOf(error) !== NO_SUCH_MEMBER) throw error;
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

    findMembers,

    async findAmong(cids, userId) {
      const filter = { cid: { $in: [...cids] }, members: { $in: [userId] } };
      const options = { ...WITHOUT_STATE, limit: 30 };
      const answer = await ask((client) => client.queryChannelsRequest(filter, [], options));
      return found.parse(answer).map(({ channel }) => channel.cid);
    },

    async create({ channelType, channelId }, { members, history, kind }) {
      const [first = [], ...rest] = partsOf(members, MEMBERS_AT_ONCE);
      if (rest.length > 0) await demandKnown(idsOf(members)); // else it would be made, and not whole
      const told = await askNaming(idsOf(first), async (client) => {
        const data = {
          members: first.map(asPayload),
          created_by_id: SERVICE_USER_ID,
          history_policy: history,
          kind,
        } as object;
        return withMembers.parse(await client.channel(channelType, channelId, data).create()).members;
      });
      if (rest.length === 0) return told;
      await addMembers({ channelType, channelId }, rest.flat());
      return (await findMembers(cidOf({ channelType, channelId }))) ?? told; // what Stream answers may stop at a hundred
    },

    async nameEncryptionSession({ channelType, channelId }, { encryptionSessionId, epoch }) {
      const set = { session_id: encryptionSessionId, session_epoch: epoch } as object;
      await ask((client) => client.channel(channelType, channelId).updatePartial({ set }));
    },

    addMembers,

    async removeMembers(channel: ChannelName, userIds) {
      const { channelType, channelId } = channel;
      await ask((client) => client.channel(channelType, channelId).removeMembers([...userIds]));
      for (const userId of userIds) memory.forget(cidOf(channel), userId);
    },

    markInvited: (channel, userId, invitedBy) =>
      mark(channel, userId, invitedBy === null ? { unset: [MARK] } : { set: { [MARK]: invitedBy } }),

    markLeaving: (channel, userId) => mark(channel, userId, { set: { leaving: true } }),

    shareChannel: async (userId, otherId) =>
      (await find({ $and: [{ members: { $in: [userId] } }, { members: { $in: [otherId] } }] })).length > 0,
  };
};

/** The member's field at Stream that says who invited them. */
const MARK = 'invited_by';
const asPayload = ({ userId, invitedBy }: NewMember) => ({
  user_id: userId,
  ...(invitedBy !== undefined && { [MARK]: invitedBy }),
});
const idsOf = (members: readonly NewMember[]): string[] => members.map(({ userId }) => userId);

const codeOf = (error: unknown): number =>
  error instanceof AppError ? Number((error.cause as { code?: unknown } | null)?.code) : 0;
const namesNobody = (error: unknown): boolean => NAMES_NOBODY.includes(codeOf(error));

const areKnown = async (ask: StreamClient, userIds: readonly string[]): Promise<boolean> => {
  const ids = [...new Set(userIds)];
  const { users } = await ask(async (client) =>
    foundUsers.parse(
      await client.queryUsers({ id: { $in: ids } }, [], { limit: ids.length, presence: false }),
    ),
  );
  return users.length === ids.length;
};
