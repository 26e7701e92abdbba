/** What we keep of a user. The two-man-rule key is here only sealed. */
export type User = {
  id: string;
  sealedTwoManRuleKey: string;
  createdAt: string;
  /** Where the last challenge went; becomes the enrolled factor with enrolment. */
  pendingAuthFactor?: IndexedAuthFactor | undefined;
  authFactor?: IndexedAuthFactor | undefined;
  enrolledAt?: string | undefined;
};

/** A phone number or e-mail address we can recognise again but not read: keyed hash, and a hint for its owner. */
export type IndexedAuthFactor = { index: string; hint: string };

/** The users' table. Every write is one conditional write. */
export type Users = {
  /** Keeps `candidate` unless the user is known; gives what is kept, and whether this call made it. Safe to repeat and to race. */
  claim: (candidate: User) => Promise<{ user: User; created: boolean }>;
  find: (id: string) => Promise<User | null>;
  /** Remembers where a challenge went. Throws `USER_NOT_FOUND`. */
  setPendingAuthFactor: (id: string, authFactor: IndexedAuthFactor) => Promise<void>;
  /** Marks the user enrolled with the pending factor, once; a repeat gives the first time back. Throws `USER_NOT_FOUND`. */
  enroll: (id: string, enrolledAt: string) => Promise<User & { enrolledAt: string }>;
  /** Counts one challenge in the current window. Resolves false, and counts nothing, when `limit` is reached. Never overshoots. */
  countChallenge: (id: string, window: ChallengeWindow) => Promise<boolean>;
};

export type ChallengeWindow = {
  limit: number;
  /** Start and end of the window, seconds since 1970. */
  startsAt: number;
  endsAt: number;
};
