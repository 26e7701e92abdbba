import * as z from 'zod/mini';
import { SERVICE_USER_ID } from '../contract/service-user.ts';
import type { DeletionState, StreamUsers } from '../domain/stream-users.ts';
import { refuseIssuedBefore } from '../domain/token-times.ts';
import type { StreamClient } from './stream-client.ts';
import { streamUnavailable } from './stream-rate-limit.ts';

/** Stream's error codes for a request that makes no sense to it, and for what it does not know (stream.md section 3). */
const INPUT_ERROR = 4;
const NOT_FOUND = 16;

/**
 * What the user uploaded stays unless `files` says otherwise [pub: GetStream/protocol v236, schema DeleteUsersRequest]; stream-chat's types
 * do not have it. "Hard" for a user needs "hard" for messages and conversations too (comment on `DeleteUserOptions` there).
 */
const FOR_GOOD = {
  user: 'hard',
  messages: 'hard',
  conversations: 'hard',
  files: true,
  new_channel_owner_id: SERVICE_USER_ID,
} as const;

const started = z.object({ task_id: z.string().check(z.minLength(1)) });
/** A finished task says of each user how it went; what does not say `ok` of this one is no deletion [test: stream-chat-js, stream-chat-go, stream-py]. */
const task = z.object({
  status: z.string(),
  result: z.catch(
    z.nullish(z.record(z.string(), z.catch(z.object({ status: z.string() }), { status: '' }))),
    null,
  ),
});
const foundChannels = z.array(
  z.object({ channel: z.object({ cid: z.string(), type: z.string(), id: z.string() }) }),
);
/** As many as Stream gives at once; nobody's list is watched for this. */
const SOME_CHANNELS = { state: false, watch: false, presence: false, limit: 30 };
const foundUsers = z.object({ users: z.array(z.unknown()) });

/** Stream's users by its server client; see {@link StreamUsers} for what each call promises. Nothing Stream says goes into an error's message. */
export const createStreamUsers = (stream: StreamClient): StreamUsers => {
  /** Also somebody deactivated, whom Stream lists only where that is asked for. */
  const isKnown = async (userId: string): Promise<boolean> => {
    const options = { limit: 1, presence: false, include_deactivated_users: true };
    const answer = await stream((client) => client.queryUsers({ id: { $eq: userId } }, [], options));
    return foundUsers.parse(answer).users.length > 0;
  };

  /** Null when Stream refuses because it has no such user. */
  const unlessGone = async <Answer>(userId: string, call: () => Promise<Answer>): Promise<Answer | null> => {
    try {
      return await call();
    } catch (error) {
      if ([INPUT_ERROR, NOT_FOUND].includes(codeOf(error)) && !(await isKnown(userId))) return null;
      throw error;
    }
  };

  return {
    async revokeTokens(userId, at) {
      const before = refuseIssuedBefore(at);
      await demandStream(
        unlessGone(userId, () => stream((client) => client.revokeUserToken(userId, before))),
      );
    },

    channelsOf: (userId) =>
      demandStream(
        stream(async (client) => {
          const answer = await client.queryChannelsRequest({ members: { $in: [userId] } }, [], SOME_CHANNELS);
          return foundChannels
            .parse(answer)
            .map(({ channel: { cid, type, id } }) => ({ cid, channelType: type, channelId: id }));
        }),
      ),

    leaveChannel: ({ channelType, channelId }, userId) =>
      demandStream(
        stream((client) => client.channel(channelType, channelId).removeMembers([userId])).then(
          () => {},
          (error) => {
            if (codeOf(error) !== NOT_FOUND) throw error;
          },
        ),
      ),

    startDeletion: (userId) =>
      demandStream(
        unlessGone(userId, async () => {
          const answer = await stream((client) => client.deleteUsers([userId], FOR_GOOD));
          return started.parse(answer).task_id;
        }),
      ),

    isKnown: (userId) => demandStream(isKnown(userId)),

    deletionState: (userId, id) =>
      demandStream(
        stream(async (client): Promise<DeletionState> => {
          const { status, result } = task.parse(await client.getTask(id));
          if (status === 'completed') return result?.[userId]?.status === 'ok' ? 'done' : 'failed';
          return status === 'failed' ? 'failed' : 'running';
        }).catch((error): DeletionState => {
          if (codeOf(error) === NOT_FOUND) return 'unknown';
          throw error;
        }),
      ),
  };
};

const codeOf = (error: unknown): number => Number((error as { code?: unknown } | null)?.code);

const demandStream = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (cause) {
    throw streamUnavailable(cause);
  }
};
