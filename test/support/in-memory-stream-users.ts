import { AppError } from '../../shared/domain/app-error.ts';
import type { DeletionState, StreamUsers } from '../../shared/domain/stream-users.ts';

const PAGE = 30;

/** Stream's users in memory, with the promises of {@link StreamUsers}; `fails` names the call that Stream does not do. */
export const createInMemoryStreamUsers = (known: Iterable<string>) => {
  const stream = {
    known: new Set(known),
    calls: [] as string[],
    fails: undefined as keyof StreamUsers | undefined,
    /** What is answered about a task, one after another; the last stays. */
    states: ['done'] as DeletionState[],
    /** By cid: who is in it. Stream deletes one of two together with either of them. */
    channels: new Map<string, Set<string>>(),
    /** Listings that still show who has left. */
    listedLate: 0,
  };
  const demand = (call: keyof StreamUsers): void => {
    stream.calls.push(call);
    if (stream.fails === call) throw new AppError('STREAM_UNAVAILABLE');
  };
  let lastListed: string[] | undefined;
  const users: StreamUsers = {
    async revokeTokens() {
      demand('revokeTokens');
    },
    async channelsOf(userId) {
      demand('channelsOf');
      const now = [...stream.channels].filter(([, members]) => members.has(userId)).map(([cid]) => cid);
      const isLate = lastListed !== undefined && stream.listedLate-- > 0;
      const listed = isLate && lastListed ? lastListed : now;
      lastListed = listed;
      return listed.slice(0, PAGE).map((cid) => {
        const [channelType = '', channelId = ''] = cid.split(':');
        return { cid, channelType, channelId };
      });
    },
    async leaveChannel({ channelType, channelId }, userId) {
      demand('leaveChannel');
      stream.channels.get(`${channelType}:${channelId}`)?.delete(userId);
    },
    async startDeletion(userId) {
      demand('startDeletion');
      for (const [cid, members] of stream.channels)
        if (members.delete(userId) && members.size === 1) stream.channels.delete(cid);
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
