import {
  CHANNEL_PAGE,
  MESSAGE_PAGE,
  type StoredMessages,
  type StreamObject,
} from '../domain/stored-messages.ts';
import type { StreamClient } from './stream-client.ts';
import { UnaskableIdError } from './stream-server.ts';

const WITHOUT_STATE = { state: false, watch: false, presence: false };
const NOT_FOUND = 404;

/** Stream's store by its server client; see {@link StoredMessages} for what each call promises. */
export const createStreamMessages = (stream: StreamClient): StoredMessages => {
  const listReplies: StoredMessages['listReplies'] = async (headId, beforeId) => {
    const found = await unlessGone(
      stream((client) =>
        client.getReplies(headId, { limit: MESSAGE_PAGE, ...(beforeId !== null && { id_lt: beforeId }) }),
      ),
    );
    if (found) return messagesIn(found);
    // The reply that was the mark may be gone rather than the thread: then the thread is read from its end again.
    return beforeId === null ? [] : listReplies(headId, null);
  };

  return {
    listReplies,

    async readMessage(id) {
      const found = await unlessGone(
        stream((client) => client.getMessage(id, { show_deleted_message: true })),
      );
      if (!found) return null;
      // The channel comes inside the message here, and nowhere else.
      const { channel: _, ...message } = found.message as object as Record<string, unknown>;
      return message;
    },

    async readChannel(cid) {
      const [found] = await stream((client) =>
        client.queryChannelsRequest({ cid: { $eq: cid } }, [], { ...WITHOUT_STATE, limit: 1 }),
      );
      return found?.channel.cid === cid ? (found.channel as object as StreamObject) : null;
    },

    hardDelete: async (id) =>
      (await unlessGone(stream((client) => client.deleteMessage(id, { hardDelete: true })))) !== null,

    async listChannels({ types, activeSince, createdFrom, offset }) {
      const filter = {
        type: { $in: [...types] },
        last_message_at: { $gte: activeSince },
        ...(createdFrom !== null && { created_at: { $gte: createdFrom } }),
      };
      const found = await stream((client) =>
        client.queryChannelsRequest(filter as object, [{ created_at: 1 }], {
          ...WITHOUT_STATE,
          limit: CHANNEL_PAGE,
          offset,
        }),
      );
      return found.map(({ channel }) => ({
        cid: channel.cid,
        createdAt: String(channel.created_at),
        data: channel as object as StreamObject,
      }));
    },

    async listMessages(cid, until) {
      const [type = '', id = ''] = cid.split(':');
      const found = await unlessGone(
        stream((client) =>
          client.channel(type, id).query({
            state: true,
            watch: false,
            presence: false,
            messages: { limit: MESSAGE_PAGE, created_at_before_or_equal: until },
          }),
        ),
      );
      return found ? messagesIn(found) : [];
    },
  };
};

/** Stream may leave out what there is none of. */
const messagesIn = ({ messages }: { messages?: unknown[] }) => (messages ?? []) as StreamObject[];

/** Null for what Stream does not have, or nobody can ask it for: a message must not keep others from being looked at by its id. */
const unlessGone = async <Answer>(call: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof UnaskableIdError) return null;
    if ((error as { status?: unknown } | null)?.status === NOT_FOUND) return null;
    throw error;
  }
};
