import type { AuthorKeyClaim } from '../contract/author-key.ts';
import type { EnrolmentRecord } from '../contract/enrolment-machine.ts';

/** What we keep of a user. The two-man-rule key is here only sealed. */
export type User = {
  id: string;
  sealedTwoManRuleKey: string;
  createdAt: string;
  /**
   * Where codes were sent before the user enrolled, by index. Which of them the identity was saved with, only the key
   * storage knows, so all of them stay good; after enrolment no other is added.
   */
  authFactors: Record<string, NotedAuthFactor>;
  enrolledAt?: string | undefined;
  /** How far the enrolment is; absent before the first step. `version`: another one after each write. */
  enrolment?: Enrolment | undefined;
  /** What the user's own device said last of their signature chain at Seald, for the identity that it was said of: see `sigchainOf`. */
  sigchain?: { hash: string; account: string; registeredAt: string } | undefined;
  /** The key that the user's devices sign with, for the identity that it was made for: see `author-keys.ts`. The private half is here only sealed, and not for us. */
  authorKey?: (KeptAuthorKey & { sealedPrivateKey: string }) | undefined;
  /** Of identities that the user had before, newest first. */
  formerAuthorKeys?: KeptAuthorKey[] | undefined;
};

/** `account`: Seald's id of the identity that the key was made for. */
export type KeptAuthorKey = AuthorKeyClaim & { account: string; registeredAt: string };

export type Enrolment = EnrolmentRecord & { version: string };

/** A phone number or e-mail address we can recognise again but not read: keyed hash, and a hint for its owner. */
export type IndexedAuthFactor = { index: string; hint: string };
export type NotedAuthFactor = { hint: string; challengedAt: string };

/**
 * The users' table. Every write is one conditional write. What is asked about a user, or noted of one, throws `USER_ERASED` for somebody erased and
 * `ERASURE_PENDING` for somebody going to be, `findUntilErased` and `findAllUntilErased` excepted: these two are for the user alone.
 */
export type Users = {
  /** Keeps a new user unless the id is known; gives what is kept, and whether this call made it. Safe to repeat and to race. */
  claim: (
    candidate: Pick<User, 'id' | 'sealedTwoManRuleKey' | 'createdAt'>,
  ) => Promise<{ user: User; created: boolean }>;
  find: (id: string) => Promise<User | null>;
  /** What may be told to others: the record also of somebody going to be erased, who is a member and a reader until then; null for somebody erased. */
  findUntilErased: (id: string) => Promise<User | null>;
  /** Those of these, a hundred at most and each once, who are known and not erased, in any order. */
  findAllUntilErased: (ids: readonly string[]) => Promise<User[]>;
  /**
   * Puts the same two-man-rule key, sealed anew, in the place of `sealed`. Without effect when the record holds another
   * value by now, or is gone. Safe to repeat and to race. Gives up after a second: somebody waits for something else.
   */
  replaceSealedTwoManRuleKey: (id: string, sealed: string, sealedAnew: string) => Promise<void>;
  /** Notes where a code went. Without effect on an enrolled user who has a factor. Throws `USER_NOT_FOUND`. */
  noteAuthFactor: (id: string, factor: IndexedAuthFactor, challengedAt: string) => Promise<void>;
  /**
   * Puts `next` in the place of the enrolment whose version is `was`, undefined when there is none yet. With `enrolledAt` the user is marked enrolled, once: an
   * earlier time stays. `sigchain` replaces the one kept. Answers false, and changes nothing, when another version is there by now. Safe to repeat: a version
   * that is there already counts as written. Throws `USER_NOT_FOUND`.
   */
  keepEnrolment: (
    id: string,
    was: string | undefined,
    next: Enrolment,
    also?: { enrolledAt?: string; sigchain?: User['sigchain'] },
  ) => Promise<boolean>;
  /**
   * Puts the key, and the keys of former identities, in the place of the key of the account `was`, undefined when there is none yet. Answers false, and changes
   * nothing, when there is a key of another account by now, or the key's account is not the saved one: also for a repeat of what was written.
   */
  keepAuthorKey: (
    id: string,
    was: string | undefined,
    key: NonNullable<User['authorKey']>,
    former: KeptAuthorKey[],
  ) => Promise<boolean>;
};
