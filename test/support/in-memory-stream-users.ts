import { AppError } from '../../shared/domain/app-error.ts';
import type { DeletionState, StreamUsers } from '../../shared/domain/stream-users.ts';

/** Stream's users in memory, with the promises of {@link StreamUsers}; `fails` names the call that Stream does not do. */
export const createInMemoryStreamUsers = (known: Iterable<string>) => {
  const stream = {
    known: new Set(known),
    calls: [] as string[],
    fails: undefined as keyof StreamUsers | undefined,
    /** What is answered about a task, one after another; the last stays. */
    states: ['done'] as DeletionState[],
  };
  const demand = (call: keyof StreamUsers): void => {
    stream.calls.push(call);
    if (stream.fails === call) throw new AppError('STREAM_UNAVAILABLE');
  };
  const users: StreamUsers = {
    async revokeTokens() {
      demand('revokeTokens');
    },
    async startDeletion(userId) {
      demand('startDeletion');
      return stream.known.delete(userId) ? `task-of-${userId}-${stream.calls.length}` : null;
    },
    async isKnown(userId) {
      demand('isKnown');
      return stream.known.has(userId);
    },
    async deletionState() {
      demand('deletionState');
      const [state = 'done', ...later] = stream.states;
      if (later.length > 0) stream.states = later;
      return state;
    },
  };
  return { users, stream };
};
