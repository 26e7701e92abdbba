import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type EventOutcome, type SweepEventDeps, sweepEvent } from '../../shared/domain/sweep-event.ts';
import { describeError, log } from '../../shared/log.ts';
import { count, measure, measureTogether } from '../../shared/metrics.ts';
import { reportHeldBack, reportSweep } from '../../shared/report-sweep.ts';

export type SweepDeps = Omit<
  SweepEventDeps,
  'report' | 'reportHeldBack' | 'reportFailedOpen' | 'reportNew'
> & {
  /** Reads what stands in the queue; undefined when it is nothing of Stream's. */
  readEvent: (body: string) => unknown;
};

type SweepContext = Pick<Context, 'awsRequestId'> & Partial<Pick<Context, 'getRemainingTimeInMillis'>>;

/**
 * Sweeps a batch of the queue, one event after another: a small one may unpack to much, and only one of them has room. Only the events
 * that failed, were held back or found no time come back to the queue; a repeat of the others changes nothing.
 * What cannot be read is counted and done with: it would not become readable, and in a dead-letter queue somebody's words
 * might lie for two weeks. An alarm says so, and the reconciler sees what such an event would have told.
 */
export const createHandler =
  (deps: SweepDeps) =>
  async ({ Records }: SQSEvent, { awsRequestId: requestId, getRemainingTimeInMillis }: SweepContext) => {
    const outcomes: EventOutcome[] = [];
    let newMessages = 0;
    const reportNew = () => void newMessages++;
    for (const record of Records) {
      const hasTime = (getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) > TIME_FOR_ONE_MS;
      outcomes.push(hasTime ? await sweepRecord({ ...deps, reportNew }, record, requestId) : 'postponed');
    }
    reportOutcomes(outcomes, newMessages, requestId);
    const failed = Records.filter((_, index) => TO_BE_TRIED_AGAIN.has(outcomes[index]));
    return {
      batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
    } satisfies SQSBatchResponse;
  };

const TO_BE_TRIED_AGAIN: ReadonlySet<EventOutcome | undefined> = new Set([
  'failed',
  'held-back',
  'postponed',
]);

/** Two reads and a deletion at Stream, each of which may take its three seconds, and a wait or two for Stream's rate limit of a second. */
const TIME_FOR_ONE_MS = 14_000;

const sweepRecord = async (
  { readEvent, ...deps }: SweepDeps & Pick<SweepEventDeps, 'reportNew'>,
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

const reportOutcomes = (outcomes: readonly EventOutcome[], newMessages: number, requestId: string): void => {
  const tally: Partial<Record<EventOutcome, number>> = {};
  for (const outcome of outcomes) tally[outcome] = (tally[outcome] ?? 0) + 1;
  log('info', { event: 'queue-events', requestId, outcomes: tally });
  for (const [outcome, value] of Object.entries(tally))
    measure('SweeperEvents', value, outcome as EventOutcome);
  measureTogether({
    EventsUnreadable: tally.unreadable ?? 0,
    NewMessagesSeen: newMessages,
    // So that there is a metric to compare with, where the hook was never asked at all.
    HookEvaluated: 0,
  });
};
