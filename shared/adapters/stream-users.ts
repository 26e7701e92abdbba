import * as z from 'zod';
import { AppError } from '../domain/app-error.ts';
import { SERVICE_USER_ID } from '../domain/service-user.ts';
import type { DeletionState, StreamUsers } from '../domain/stream-users.ts';
import { refuseIssuedBefore } from '../domain/token-times.ts';
import type { StreamClient } from './stream-client.ts';

/** Stream's error codes for a request that makes no sense to it, and for what it does not know (stream.md section 3). */
const INPUT_ERROR = 4;
const NOT_FOUND = 16;

/** "Hard" for a user needs "hard" for messages and conversations too (comment on `DeleteUserOptions` in stream-chat's types). */
const FOR_GOOD = {
  user: 'hard',
  messages: 'hard',
  conversations: 'hard',
  new_channel_owner_id: SERVICE_USER_ID,
} as const;

const STATES: Partial<Record<string, DeletionState>> = { completed: 'done', failed: 'failed' };

const started = z.object({ task_id: z.string().min(1) });
const task = z.object({ status: z.string() });
const foundUsers = z.object({ users: z.array(z.unknown()) });

/** Stream's users by its server client; see {@link StreamUsers} for what each call promises. Nothing Stream says goes into an error's message. */
export const createStreamUsers = (stream: StreamClient): StreamUsers => {
  const isKnown = async (userId: string): Promise<boolean> => {
    const answer = await stream((client) =>
      client.queryUsers({ id: { $eq: userId } }, [], { limit: 1, presence: false }),
    );
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

    startDeletion: (userId) =>
      demandStream(
        unlessGone(userId, async () => {
          const answer = await stream((client) => client.deleteUsers([userId], FOR_GOOD));
          return started.parse(answer).task_id;
        }),
      ),

    deletionState: (id) =>
      demandStream(
        stream(async (client): Promise<DeletionState> => {
          const { status } = task.parse(await client.getTask(id));
          return STATES[status] ?? 'running';
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
    throw new AppError('STREAM_UNAVAILABLE', { cause });
  }
};
