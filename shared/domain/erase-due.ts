import { AppError } from './app-error.ts';
import { carryOut, type EraseDeps } from './erase.ts';
import { isComplete, type QueuedErasure } from './erasure.ts';

/** But for `finished`, the next run goes on. `stream-away`: Stream did nothing for several of them, one after another. */
export type EraseDueOutcome = 'finished' | 'out-of-time' | 'stream-away';

export type EraseDueDeps = EraseDeps & {
  /** For so long a run may go on, in Unix milliseconds. */
  until: number;
};

export type EraseDueReport = {
  outcome: EraseDueOutcome;
  completed: number;
  /** Begun, and not complete: Stream is still at it, or has not done what was asked. */
  unfinished: number;
  /** Of those that Stream did not do something for. */
  refused: number;
  /** How long the one that was due first, and is not complete, has been due; 0 when all are. */
  lagSeconds: number;
};

/** An erasure that was asked for and never noted is certainly not about to be: the function that would has long ended. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
/** Stream is away rather than against one user. */
const REFUSALS_IN_A_ROW = 5;
/** Of the time that is left, one may take so much: so however many are stuck, there is some for those behind them. */
const SHARE_OF_ONE = 1 / 10;

type Ending = 'completed' | 'unfinished' | 'refused' | 'nothing-to-do';

/**
 * Carries out the erasures that are due, and goes on with those that were begun and are not complete. Ends in time, done or not. Runs at the same time do no harm. One
 * that Stream does not do, or that takes long, waits for the next run, and stops none of the others. Throws when the table does not answer; what was done until then counts.
 */
export const eraseDue = async (deps: EraseDueDeps): Promise<EraseDueReport> => {
  const tally = { completed: 0, unfinished: 0, refused: 0, 'nothing-to-do': 0 };
  let firstLate: string | null = null;
  let refusals = 0;
  const report = (outcome: EraseDueOutcome): EraseDueReport => {
    const { 'nothing-to-do': _, ...counts } = tally;
    const lagMs = firstLate === null ? 0 : deps.now().getTime() - Date.parse(firstLate);
    return { outcome, ...counts, lagSeconds: Math.round(lagMs / 1000) };
  };
  for await (const page of deps.erasures.listDue(deps.now()))
    for (const queued of page) {
      if (deps.now().getTime() >= deps.until || refusals >= REFUSALS_IN_A_ROW) {
        firstLate ??= queued.dueAt;
        return report(refusals >= REFUSALS_IN_A_ROW ? 'stream-away' : 'out-of-time');
      }
      const ending = await eraseQueued(deps, queued);
      tally[ending]++;
      refusals = ending === 'refused' ? refusals + 1 : 0;
      if (ending === 'unfinished' || ending === 'refused') firstLate ??= queued.dueAt;
    }
  return report('finished');
};

const eraseQueued = async (deps: EraseDueDeps, queued: QueuedErasure): Promise<Ending> => {
  const { erasures, now } = deps;
  let state = await erasures.find(queued.userId);
  if (state.kind === 'pending' && state.pending.dueAt === queued.dueAt)
    state = await erasures.begin(state.pending, state.pending, now().toISOString());
  const isOver = state.kind === 'erased' && isComplete(state.erasure);
  if (state.kind !== 'erased' || isOver) {
    // Taken back, or asked for anew and due at another time; or complete, and a crash has left it here.
    if (isOver || now().getTime() - Date.parse(queued.dueAt) > FORGOTTEN_AFTER_MS)
      await erasures.dequeue(queued);
    return 'nothing-to-do';
  }
  try {
    const at = now().getTime();
    const { completedAt } = await carryOut(deps, state.erasure, at + (deps.until - at) * SHARE_OF_ONE);
    if (completedAt === undefined) return 'unfinished';
    await erasures.dequeue(queued); // an operator may have had it begun earlier than it was due
    return 'completed';
  } catch (error) {
    if (error instanceof AppError && error.type === 'STREAM_UNAVAILABLE') return 'refused';
    throw error;
  }
};
