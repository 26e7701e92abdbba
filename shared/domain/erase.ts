import type { ErasureReceipt, ErasureStepName } from '../contract/erasure.ts';
import { AppError } from './app-error.ts';
import { type Erasure, type Erasures, isComplete, receiptOf } from './erasure.ts';
import { leaveChannels } from './leave-channels.ts';
import type { DeletionState, StreamUsers } from './stream-users.ts';

export type EraseDeps = {
  erasures: Erasures;
  streamUsers: StreamUsers;
  pause: (milliseconds: number) => Promise<unknown>;
  now: () => Date;
};

/** Few messages are gone at once: a caller waits a moment for Stream. */
const ASK_AGAIN_AFTER_MS = [200, 500, 1_000] as const;
/** From the start of the call; after that the caller is told how far it is. The function itself is ended after ten seconds. */
const PATIENCE_MS = 5_000;

/**
 * Carries out an erasure that has begun. Our record has gone in that first write, and with it the two-man-rule key: what Seald keeps of the
 * identity cannot be opened again, and no other route knows the caller from then on. Then what else we hold, then Stream: tokens first, so that no
 * device writes on, then every channel, so that none of two is deleted, then the user and all they wrote. Steps done are noted, so that a repeat goes on where a
 * failure, or `until` (Unix milliseconds), ended it, and answers the same receipt in the end; so do racing calls. Throws `STREAM_UNAVAILABLE`; everything before that
 * stays done.
 */
export const carryOut = async (
  deps: EraseDeps,
  begun: Erasure,
  until: number = deps.now().getTime() + PATIENCE_MS,
): Promise<ErasureReceipt> => {
  const { userId } = begun;
  let erasure = await doOnce(deps, begun, 'detailsErased', () => deps.erasures.eraseDetails(userId));
  erasure = await doOnce(deps, erasure, 'streamTokensRevoked', () =>
    deps.streamUsers.revokeTokens(userId, deps.now()),
  );
  erasure = await deleteWhoCameBack(deps, begun, erasure);
  if (await haveLeft(deps, erasure, until)) {
    erasure = await doOnce(deps, erasure, 'leftChannels', async () => {});
    erasure = await deleteAtStream(deps, erasure, until);
  }
  if (isComplete(erasure)) await deps.erasures.dequeue(erasure);
  return receiptOf(erasure);
};

/**
 * Whether they are in no channel. Looked for again before each deletion is asked for, done before or not: until Stream has deleted them, others may add them again, and a
 * channel of two would go with them.
 */
const haveLeft = async (deps: EraseDeps, { userId, doneAt, streamTask }: Erasure, until: number) => {
  const isAsked = doneAt.streamUserDeleted !== undefined || streamTask !== undefined;
  return isAsked || leaveChannels(deps, userId, until);
};

/**
 * Revoking names the user, and Stream may make a user whom a server names. If a racing call had them deleted before this call's
 * revocation came, it has perhaps brought them back, without anything in them: then they are deleted once more.
 */
const deleteWhoCameBack = async (deps: EraseDeps, begun: Erasure, erasure: Erasure): Promise<Erasure> => {
  const { userId, doneAt } = erasure;
  const isLate = doneAt.streamUserDeleted !== undefined && begun.doneAt.streamTokensRevoked === undefined;
  if (!isLate || !(await deps.streamUsers.isKnown(userId))) return erasure;
  return deps.erasures.takeBack(userId, 'streamUserDeleted');
};

const doOnce = async (
  { erasures, now }: EraseDeps,
  erasure: Erasure,
  step: ErasureStepName,
  act: () => Promise<void>,
): Promise<Erasure> => {
  if (erasure.doneAt[step] !== undefined) return erasure;
  await act();
  return erasures.noteDone(erasure.userId, step, now().toISOString());
};

const deleteAtStream = async (deps: EraseDeps, erasure: Erasure, until: number): Promise<Erasure> => {
  const { userId, doneAt } = erasure;
  if (doneAt.streamUserDeleted !== undefined) return erasure;
  const { streamTask = await startDeletion(deps, userId) } = erasure;
  if (streamTask !== null) {
    const state = await stateOf(deps, userId, streamTask, until);
    if (state === 'running') return erasure;
    if (state === 'failed') return askAnew(deps, erasure, streamTask, until);
    if (state === 'unknown') return deps.erasures.forgetStreamTask(userId, streamTask);
  }
  return deps.erasures.noteDone(userId, 'streamUserDeleted', deps.now().toISOString());
};

/**
 * The first task noted counts. Where Stream shows no such user any more, a racing call has asked, and is about to note its task; or it
 * was cut off before it could, and Stream has taken the deletion on all the same: null.
 */
const startDeletion = async (deps: EraseDeps, userId: string): Promise<string | null> => {
  const { erasures, streamUsers, pause } = deps;
  const task = await streamUsers.startDeletion(userId);
  if (task !== null) return (await erasures.noteStreamTask(userId, task)).streamTask ?? task;
  await pause(ASK_AGAIN_AFTER_MS[0]);
  const found = await erasures.find(userId);
  return (found.kind === 'erased' && found.erasure.streamTask) || null;
};

/**
 * A task that failed stays noted until there is another. Stream starts none for a user whom it shows no more, though some of what was theirs may
 * be left: then it is not done.
 */
const askAnew = async (deps: EraseDeps, erasure: Erasure, failed: string, until: number) => {
  const { erasures, streamUsers } = deps;
  const { userId } = erasure;
  if (!(await leaveChannels(deps, userId, until))) return erasure;
  const task = await streamUsers.startDeletion(userId);
  if (task === null) throw new AppError('STREAM_UNAVAILABLE');
  await erasures.forgetStreamTask(userId, failed);
  return erasures.noteStreamTask(userId, task);
};

/** What Stream says of a task, or says at last: while it runs it is waited for a moment. */
const stateOf = async (
  deps: EraseDeps,
  userId: string,
  task: string,
  until: number,
): Promise<DeletionState> => {
  for (const milliseconds of ASK_AGAIN_AFTER_MS) {
    const state = await deps.streamUsers.deletionState(userId, task);
    if (state !== 'running' || deps.now().getTime() + milliseconds > until) return state;
    await deps.pause(milliseconds);
  }
  return deps.streamUsers.deletionState(userId, task);
};
