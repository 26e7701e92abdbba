/** How far Stream is with a deletion it took on. `unknown`: Stream has forgotten the task. */
export type DeletionState = 'running' | 'done' | 'failed' | 'unknown';

/** Stream's users by a server token. Every call throws `STREAM_UNAVAILABLE` when Stream does not do it, and is safe to repeat. */
export type StreamUsers = {
  /** Makes every token that was made before `at` useless. Without effect for somebody Stream does not know. */
  revokeTokens: (userId: string, at: Date) => Promise<void>;
  /**
   * Has Stream delete the user for good: their messages, files, memberships and conversations of two. Answers the task that does
   * it, or null when Stream knows no such user, or no more.
   */
  startDeletion: (userId: string) => Promise<string | null>;
  /** `done` only when the task says so of this very user. */
  deletionState: (userId: string, task: string) => Promise<DeletionState>;
  isKnown: (userId: string) => Promise<boolean>;
};
