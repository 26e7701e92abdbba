import type { Context } from 'aws-lambda';
import * as z from 'zod';
import {
  type Range,
  type ReconcileDeps,
  type ReconcileReport,
  reconcile,
} from '../../shared/domain/reconcile.ts';
import { log } from '../../shared/log.ts';
import { count, measure } from '../../shared/metrics.ts';
import { reportHeldBack, reportSweep } from '../../shared/report-sweep.ts';

export type ReconcileFunctionDeps = Omit<ReconcileDeps, 'report' | 'reportHeldBack' | 'hasTime'>;

/** For the page at hand, which may be full of messages to delete. */
const RESERVE_MS = 30_000;

const time = z.iso.datetime().transform((text) => new Date(text).toISOString());
const range = z
  .object({ from: time, to: time })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' });

/**
 * Walks what is due, or the range `{ from, to }` of the event, and answers what it did in numbers. Ends in time, done or
 * not; called again, it goes on. Throws for a range that is none.
 */
export const createHandler =
  (deps: ReconcileFunctionDeps) =>
  async (
    event: unknown,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<ReconcileReport> => {
    const asked = rangeIn(event);
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const report = await reconcile({ ...deps, report: reportSweep, reportHeldBack, hasTime }, asked);
    log('info', { event: 'reconciled', requestId: context.awsRequestId, report });
    count('ReconcilerRuns', report.outcome);
    measure('ReconcilerMessages', report.messages);
    if (!asked) measure('ReconcilerLag', report.lagSeconds);
    return report;
  };

/** What a schedule sends has neither `from` nor `to`. */
const rangeIn = (event: unknown): Range => {
  const { from, to } = (event ?? {}) as { from?: unknown; to?: unknown };
  if (from === undefined && to === undefined) return null;
  const result = range.safeParse({ from, to });
  if (result.success) return result.data;
  throw new Error(`Not a range of time: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
};
