import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import {
  type Range,
  type ReconcileDeps,
  type ReconcileReport,
  reconcile,
} from '../../shared/domain/reconcile.ts';
import { inOurWords, log } from '../../shared/log.ts';
import { count, measure } from '../../shared/metrics.ts';
import { reportHeldBack, reportSweep } from '../../shared/report-sweep.ts';

export type ReconcileFunctionDeps = Omit<ReconcileDeps, 'report' | 'reportHeldBack' | 'hasTime'> & {
  /** Whether an error says that there is no API key of Stream yet. */
  isSecretMissing: (error: unknown) => boolean;
};

/** For the page at hand, which may be full of messages to delete, and for one wait until Stream's rate limit begins anew. */
const RESERVE_MS = 100_000;

const time = z.pipe(
  z.iso.datetime(),
  z.transform((text) => new Date(text).toISOString()),
);
const range = z
  .object({ from: time, to: time })
  .check(z.refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' }));

type Answer = ReconcileReport | { outcome: 'waiting-for-secrets' };
type RunContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/**
 * Walks what is due, or the range `{ from, to }` of the event, and answers what it did in numbers. Ends in time, done or
 * not; called again, it goes on. Before there is an API key of Stream a run of the clock has nothing to look at and ends
 * well, so that the alarm on its silence can be trusted. Throws for a range that is none, or one asked for without a key.
 */
export const createHandler =
  ({ isSecretMissing, ...deps }: ReconcileFunctionDeps) =>
  async (event: unknown, context: RunContext): Promise<Answer> => {
    const asked = rangeIn(event);
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const run = reconcile({ ...deps, report: reportSweep, reportHeldBack, hasTime }, asked);
    const report = await run.catch((error: unknown) => {
      if (!isSecretMissing(error))
        throw inOurWords(error, 'The run broke off. The log says where; the next one goes on.');
      if (asked) throw error;
      return null;
    });
    if (!report) return waitForSecrets();
    log('info', { event: 'reconciled', requestId: context.awsRequestId, report });
    count('ReconcilerRuns', report.outcome);
    measure('ReconcilerMessages', report.messages);
    if (!asked) measure('ReconcilerLag', report.lagSeconds);
    return report;
  };

const waitForSecrets = (): Answer => {
  count('ReconcilerRuns', 'waiting-for-secrets');
  measure('ReconcilerLag', 0);
  return { outcome: 'waiting-for-secrets' };
};

/** What a schedule sends has neither `from` nor `to`. */
const rangeIn = (event: unknown): Range => {
  const { from, to } = (event ?? {}) as { from?: unknown; to?: unknown };
  if (from === undefined && to === undefined) return null;
  const result = range.safeParse({ from, to });
  if (result.success) return result.data;
  throw new Error(`Not a range of time: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
};
