import type { StreamUsers } from './stream-users.ts';

export type LeaveChannelsDeps = {
  streamUsers: Pick<StreamUsers, 'channelsOf' | 'leaveChannel'>;
  pause: (milliseconds: number) => Promise<unknown>;
  now: () => Date;
};

/** Stream counts calls by the second, and others need it too. */
const AT_ONCE = 5;
/** What Stream lists may be some moments old. */
const LISTED_LATE_MS = 500;

/**
 * Takes somebody out of every channel at Stream, of every type, conversations of two as well: Stream deletes what it takes for one of two together with either of them,
 * with all that the other one wrote. Ends at `until` (Unix milliseconds), done or not: true only after Stream lists none any more. A repeat goes on with what is
 * listed. Throws `STREAM_UNAVAILABLE`.
 */
export const leaveChannels = async (
  { streamUsers, pause, now }: LeaveChannelsDeps,
  userId: string,
  until: number,
): Promise<boolean> => {
  const left = new Set<string>();
  const hasTime = () => now().getTime() < until;
  for (;;) {
    const listed = await streamUsers.channelsOf(userId);
    if (listed.length === 0) return true;
    const fresh = listed.filter(({ cid }) => !left.has(cid));
    for (let start = 0; start < fresh.length; start += AT_ONCE) {
      if (!hasTime()) return false;
      const some = fresh.slice(start, start + AT_ONCE);
      await Promise.all(some.map((channel) => streamUsers.leaveChannel(channel, userId)));
      for (const { cid } of some) left.add(cid);
    }
    if (!hasTime()) return false;
    if (fresh.length === 0) await pause(LISTED_LATE_MS);
  }
};
