import { type ErasureReceipt, type ErasureStepName, erasureStepName } from '../contract/erasure.ts';

/** What is kept of somebody erased: nothing of them but the chat user id, so that nobody signs up under it anew. */
export type Erasure = {
  userId: string;
  receiptId: string;
  requestedAt: string;
  /** When each step was done; the first time stays. */
  doneAt: Partial<Record<ErasureStepName, string>>;
  /** Stream's task that deletes the user, once it was asked. */
  streamTask?: string | undefined;
};

/** What is kept of erasures, in the users' table. Every write is one conditional write, safe to repeat and to race. */
export type Erasures = {
  /**
   * Puts the erasure in the place of the user's record, whatever was in it, and whether or not there was one. Gives what is
   * kept: for all but the first call, the first one's.
   */
  begin: (userId: string, first: Pick<Erasure, 'receiptId' | 'requestedAt'>) => Promise<Erasure>;
  find: (userId: string) => Promise<Erasure>;
  /** Notes a step as done, unless it is. */
  noteDone: (userId: string, step: ErasureStepName, at: string) => Promise<Erasure>;
  /** Takes a step back that turned out not to be done, and the task that did it. */
  takeBack: (userId: string, step: 'streamUserDeleted') => Promise<Erasure>;
  /** Notes Stream's task, unless there is one. */
  noteStreamTask: (userId: string, task: string) => Promise<Erasure>;
  /** Takes back a task that failed, unless another is noted by now. */
  forgetStreamTask: (userId: string, task: string) => Promise<Erasure>;
  eraseChallengeCounts: (userId: string) => Promise<void>;
  /** What the user has said of others: contacts and blocks. What others have said of the user is theirs. */
  erasePeers: (userId: string) => Promise<void>;
};

/** Where chat user ids stay, because members' devices verify the channel by them. */
export const CHANNEL_REGISTRY = {
  holder: 'channelRegistry',
  holds:
    'For each channel, and each of its encryption sessions, the chat user id of whoever made it, and encrypted statements that name members. Members read them at GET /channels/{channelType}/{channelId}/encryption-session.',
} as const;

/** An erasure as its user sees it; complete when every step is done. */
export const receiptOf = ({ receiptId, userId, requestedAt, doneAt }: Erasure): ErasureReceipt => {
  const steps = erasureStepName.options.flatMap((name) => {
    const at = doneAt[name];
    return at === undefined ? [] : [{ name, doneAt: at }];
  });
  const isComplete = steps.length === erasureStepName.options.length;
  const completedAt = steps
    .map((step) => step.doneAt)
    .sort()
    .at(-1);
  return { receiptId, userId, requestedAt, ...(isComplete && { completedAt }), steps, left: LEFT };
};

/** What an erasure leaves, for the person it is about. Another holder may be added; see docs/decisions/012-erasure.md. */
export const LEFT: ErasureReceipt['left'] = [
  {
    holder: 'seald',
    holds:
      'Public keys and the signature chain under the Seald id, and at the key storage an encrypted identity that nobody can open any more, with the phone number or e-mail address it was guarded by.',
  },
  CHANNEL_REGISTRY,
  {
    holder: 'members',
    holds: 'What others received and copied on their own devices, and what they wrote.',
  },
  {
    holder: 'backups',
    holds:
      'The record as it was, in recovery copies of the database that end after 35 days; and the fact of this erasure, with the chat user id and times, for good.',
  },
  { holder: 'identityProvider', holds: 'The account you sign in with. It is not part of the chat.' },
];
