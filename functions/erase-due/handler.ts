import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { ErasureReceipt } from '../../shared/contract/erasure.ts';
import type { ErrorType } from '../../shared/contract/error-types.ts';
import { AppError } from '../../shared/domain/app-error.ts';
import type { EraseDeps } from '../../shared/domain/erase.ts';
import { type EraseDueReport, eraseDue } from '../../shared/domain/erase-due.ts';
import { requestErasureOf } from '../../shared/domain/request-erasure.ts';
import { inOurWords, log } from '../../shared/log.ts';
import { count, measure } from '../../shared/metrics.ts';

export type EraseDueFunctionDeps = EraseDeps & { graceSeconds: number; newReceiptId: () => string };

/** For the call of Stream that is under way, and its waits. */
const RESERVE_MS = 30_000;

/** What an operator asks for. No route leads here, and what the clock sends has none of it. */
const asked = z.object({ userId: z.string().check(z.minLength(1)), atOnce: z.boolean() });

type Answer = EraseDueReport | { receipt: ErasureReceipt } | { refused: ErrorType };
type RunContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/**
 * Carries out what is due and answers what it did in numbers. Ends in time, done or not; called again, it goes on. With `{ erase: { userId, atOnce } }` it is an
 * operator who has somebody erased, after the time of grace or at once, and gets the receipt, or why not. Throws when the table does not answer.
 */
export const createHandler =
  (deps: EraseDueFunctionDeps) =>
  async (event: unknown, context: RunContext): Promise<Answer> => {
    const { erase } = (event ?? {}) as { erase?: unknown };
    if (erase !== undefined) return eraseUser(deps, asked.parse(erase));
    const until = deps.now().getTime() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const erasures = await eraseDue({ ...deps, until }).catch(breakOff);
    log('info', { event: 'erasures-due', requestId: context.awsRequestId, erasures });
    count('ErasureRuns', erasures.outcome);
    measure('ErasuresCompleted', erasures.completed);
    measure('ErasureLag', erasures.lagSeconds);
    return erasures;
  };

const breakOff = (error: unknown): never => {
  throw inOurWords(error, 'The run broke off. The log says where; the next one goes on.');
};

const eraseUser = async (deps: EraseDueFunctionDeps, { userId, atOnce }: z.output<typeof asked>) => {
  try {
    return { receipt: await requestErasureOf(deps, userId, { atOnce }) };
  } catch (error) {
    if (error instanceof AppError) return { refused: error.type };
    return breakOff(error);
  }
};
