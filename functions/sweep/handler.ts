import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type EventOutcome, type SweepEventDeps, sweepEvent } from '../../shared/domain/sweep-event.ts';
import { describeError, log } from '../../shared/log.ts';
import { count, measure } from '../../shared/metrics.ts';
import { reportHeldBack, reportSweep } from '../../shared/report-sweep.ts';

export type SweepDeps = Omit<SweepEventDeps, 'report' | 'reportHeldBack' | 'reportFailedOpen'> & {
  /** Reads what stands in the queue; undefined when it is nothing of Stream's. */
  readEvent: (body: string) => unknown;
};

/**
 * Sweeps a batch of the queue. Only the events that failed or were held back come back to the queue; a repeat of the others changes
 * nothing.
 * What cannot be read is counted and done with: it would not become readable, and in a dead-letter queue somebody's words
 * might lie for two weeks. The reconciler sees what such an event would have told.
 */
export const createHandler =
  (deps: SweepDeps) =>
  async ({ Records }: SQSEvent, { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>) => {
    const outcomes = await Promise.all(Records.map((record) => sweepRecord(deps, record, requestId)));
    reportOutcomes(outcomes, requestId);
    const failed = Records.filter((_, index) => TO_BE_TRIED_AGAIN.has(outcomes[index]));
    return {
      batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
    } satisfies SQSBatchResponse;
  };

const TO_BE_TRIED_AGAIN: ReadonlySet<EventOutcome | undefined> = new Set(['failed', 'held-back']);

const sweepRecord = async (
  { readEvent, ...deps }: SweepDeps,
  { body }: SQSRecord,
  requestId: string,
): Promise<EventOutcome> => {
  const reportFailedOpen = () => count('HookFailedOpen');
  try {
    return await sweepEvent(
      { ...deps, report: reportSweep, reportHeldBack, reportFailedOpen },
      readEvent(body),
    );
  } catch (error) {
    log('error', { event: 'failure', requestId, ...describeError(error) });
    return 'failed';
  }
};

const reportOutcomes = (outcomes: readonly EventOutcome[], requestId: string): void => {
  const tally: Partial<Record<EventOutcome, number>> = {};
  for (const outcome of outcomes) tally[outcome] = (tally[outcome] ?? 0) + 1;
  log('info', { event: 'queue-events', requestId, outcomes: tally });
  for (const [outcome, value] of Object.entries(tally))
    measure('SweeperEvents', value, outcome as EventOutcome);
};
