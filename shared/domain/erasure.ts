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
  /** Notes Stream's task, unless there is one. */
  noteStreamTask: (userId: string, task: string) => Promise<Erasure>;
  /** Takes back a task that failed, unless another is noted by now. */
  forgetStreamTask: (userId: string, task: string) => Promise<Erasure>;
  eraseChallengeCounts: (userId: string) => Promise<void>;
};

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
  return { receiptId, userId, requestedAt, ...(isComplete && { completedAt }), steps };
};
