import type { ChannelName } from './channel.ts';

/** How far Stream is with a deletion it took on. `unknown`: Stream has forgotten the task. */
export type DeletionState = 'running' | 'done' | 'failed' | 'unknown';

export type JoinedChannel = ChannelName & { cid: string };

/** Stream's users by a server token. Every call throws `STREAM_UNAVAILABLE` when Stream does not do it, and is safe to repeat. */
export type StreamUsers = {
  /** Makes every token that was made before `at` useless. Without effect for somebody Stream does not know. */
  revokeTokens: (userId: string, at: Date) => Promise<void>;
  /** Some of the channels that the user is a member of, of any type; none only when there is none. */
  channelsOf: (userId: string) => Promise<JoinedChannel[]>;
  /** Takes the user out. Without effect where the channel, or the member, is gone. */
  leaveChannel: (channel: ChannelName, userId: string) => Promise<void>;
  /**
   * Has Stream delete the user for good: their messages, files, memberships and conversations of two. Answers the task that does
   * it, or null when Stream knows no such user, or no more.
   */
  startDeletion: (userId: string) => Promise<string | null>;
  /** `done` only when the task says so of this very user. */
  deletionState: (userId: string, task: string) => Promise<DeletionState>;
  isKnown: (userId: string) => Promise<boolean>;
};
