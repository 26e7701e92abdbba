import { type ErasureReceipt, type ErasureStepName, erasureStepName } from '../contract/erasure.ts';

/** How an erasure begins. `dueAt` is when it may be carried out; until then it can be taken back. */
export type ErasureRequest = { userId: string; receiptId: string; requestedAt: string; dueAt: string };

/** An erasure that waits for its day. The user's record is untouched. */
export type PendingErasure = ErasureRequest & {
  /** Since when no earlier token is good at Stream. */
  tokensRevokedAt?: string | undefined;
};

/** What is kept of somebody erased: nothing of them but the chat user id, so that nobody signs up under it anew. */
export type Erasure = ErasureRequest & {
  /** When each step was done; the first time stays. */
  doneAt: Partial<Record<ErasureStepName, string>>;
  /** Stream's task that deletes the user, once it was asked. */
  streamTask?: string | undefined;
};

export type ErasureState =
  | { kind: 'none' }
  | { kind: 'pending'; pending: PendingErasure }
  | { kind: 'erased'; erasure: Erasure };

/** An erasure to look after, by the time it is due. */
export type QueuedErasure = Pick<ErasureRequest, 'userId' | 'dueAt'>;

/**
 * What is kept of erasures, in the users' table. Every write is one conditional write, safe to repeat and to race. An erasure is put in the queue before it is
 * noted of the user, and taken out after that is over, so that a crash leaves at most a queued one that nobody waits for.
 */
export type Erasures = {
  find: (userId: string) => Promise<ErasureState>;
  /** Notes that the user is going to be erased, unless one of the kinds of erasure is noted. Gives what is noted then. */
  schedule: (request: ErasureRequest) => Promise<ErasureState>;
  noteTokensRevoked: (pending: PendingErasure, at: string) => Promise<void>;
  /** Takes back exactly this one, if it is still pending; the record is as it was. Gives what is noted then. */
  takeBackPending: (pending: PendingErasure) => Promise<ErasureState>;
  /**
   * Puts the erasure in the place of the user's record, whatever was in it, and whether or not there was one: of `pending`, and only while that is still
   * noted; without one, only while none is. Gives what is noted then.
   */
  begin: (request: ErasureRequest, pending: PendingErasure | null, at: string) => Promise<ErasureState>;
  /** Notes a step as done, unless it is. */
  noteDone: (userId: string, step: ErasureStepName, at: string) => Promise<Erasure>;
  /** Takes a step back that turned out not to be done, and the task that did it. */
  takeBack: (userId: string, step: 'streamUserDeleted') => Promise<Erasure>;
  /** Notes Stream's task, unless there is one. */
  noteStreamTask: (userId: string, task: string) => Promise<Erasure>;
  /** Takes back a task that failed, unless another is noted by now. */
  forgetStreamTask: (userId: string, task: string) => Promise<Erasure>;
  /** Deletes all else that the table has under the user's id. */
  eraseDetails: (userId: string) => Promise<void>;
  /** Those due by then, the longest due first, a page at a time. */
  listDue: (by: Date) => AsyncIterable<QueuedErasure[]>;
  dequeue: (queued: QueuedErasure) => Promise<void>;
};

/** Where chat user ids stay, because members' devices verify the channel by them. */
export const CHANNEL_REGISTRY = {
  holder: 'channelRegistry',
  holds:
    'For each channel, and each of its encryption sessions, the chat user id of whoever made it, and encrypted statements that name members. Members read them at GET /channels/{channelType}/{channelId}/encryption-session.',
} as const;

export const isComplete = ({ doneAt }: Erasure): boolean =>
  erasureStepName.options.every((name) => doneAt[name] !== undefined);

/** An erasure as its user sees it; complete when every step is done. */
export const receiptOf = (erasure: Erasure): ErasureReceipt => {
  const { receiptId, userId, requestedAt, dueAt, doneAt } = erasure;
  const steps = erasureStepName.options.flatMap((name) => {
    const at = doneAt[name];
    return at === undefined ? [] : [{ name, doneAt: at }];
  });
  const completedAt = steps
    .map((step) => step.doneAt)
    .sort()
    .at(-1);
  return {
    receiptId,
    userId,
    requestedAt,
    dueAt,
    ...(isComplete(erasure) && { completedAt }),
    steps,
    left: LEFT,
  };
};

/** The same before its day. */
export const pendingReceiptOf = ({
  tokensRevokedAt: doneAt,
  ...request
}: PendingErasure): ErasureReceipt => ({
  ...request,
  steps: doneAt === undefined ? [] : [{ name: 'streamTokensRevoked', doneAt }],
  left: LEFT,
});

/** Sealed, so that nobody but they can say whom one is about. */
export const REPORTS_OF_MESSAGES = {
  holder: 'moderators',
  holds:
    'Messages that you reported, or that others reported of you, sealed for the team that runs the chat, until the time for which it keeps reports is over.',
};

/** What an erasure leaves, for the person it is about. Another holder may be added; see docs/decisions/012-erasure.md. */
export const LEFT: ErasureReceipt['left'] = [
  {
    holder: 'seald',
    holds:
      'Public keys and the signature chain under the Seald id, and at the key storage an encrypted identity that nobody can open any more, with the phone number or e-mail address it was guarded by.',
  },
  CHANNEL_REGISTRY,
  REPORTS_OF_MESSAGES,
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
