import { Duration } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmSpec, FIVE_MINUTES, QUARTER_OF_AN_HOUR } from './alarm-spec.ts';
import { stageMetric } from './stage-metrics.ts';

const TOO_OLD_SECONDS = 60;
const ONE_MINUTE = Duration.minutes(1);
/** One code that is not sent is asked for again. */
const TOLERATED_CODES = 2;

/** Clear text that reached Stream, and codes: that none are sent, or so many that somebody pays for. */
export const contentAlarms = (stage: string, challengesPerHour: number): AlarmSpec[] => [
  {
    name: 'plaintext-swept',
    says: 'A message that the hook should have refused was stored at Stream, and has been deleted there.',
    metric: stageMetric(stage, 'MessagesSwept'),
    above: 0,
    // Only counted when it happens.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'sweeps-held-back',
    says: 'More ciphertext was to be deleted at Stream than one day allows; the rest stays there until somebody has looked.',
    metric: stageMetric(stage, 'SweepsHeldBack'),
    above: 0,
    // Only counted when it happens.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'codes-not-sent',
    says: 'Seald sends no codes: nobody new gets in, and nobody gets a device set up.',
    metric: stageMetric(stage, 'SsksFailed', { period: QUARTER_OF_AN_HOUR }),
    above: TOLERATED_CODES,
    // Only counted when it happens.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'challenge-volume',
    says: `More than ${challengesPerHour} codes went out within an hour; Seald bills them.`,
    metric: stageMetric(stage, 'ChallengeSent', { period: Duration.hours(1) }),
    above: challengesPerHour,
    // Only counted when a code goes out.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'codes-used-up',
    says: 'All codes of the day are used up, of the stage or of a country: people are refused one until midnight UTC.',
    metric: stageMetric(stage, 'CodesUsedUp'),
    above: 0,
    // Only counted when somebody is refused.
    missing: TreatMissingData.NOT_BREACHING,
  },
];

const FEW_MESSAGES = 5;
/** In percent of new messages. A hook that is asked is asked before the message is stored; messages at either end of a period are few. */
const BYPASSED_RATE = 50;

/** What the sweeper sees on its queue: messages that the hook was not asked about, and events that it cannot read. */
export const eventAlarms = (stage: string): AlarmSpec[] => [
  {
    name: 'hook-bypassed',
    says: 'Stream stores messages and does not ask the hook about most of them.',
    metric: new MathExpression({
      expression: `IF(seen >= ${FEW_MESSAGES}, 100 * (seen - asked) / seen, 0)`,
      usingMetrics: {
        // The sweeper writes a value of both at once, so neither lacks one where the other has it.
        seen: stageMetric(stage, 'NewMessagesSeen', { period: QUARTER_OF_AN_HOUR }),
        asked: stageMetric(stage, 'HookEvaluated', { period: QUARTER_OF_AN_HOUR }),
      },
      label: 'new messages the hook was not asked about, %',
      period: QUARTER_OF_AN_HOUR,
    }),
    above: BYPASSED_RATE,
    // Nobody wrote.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'events-unreadable',
    says: 'Events on the queue cannot be read: the sweeper does not see the messages they tell of.',
    metric: stageMetric(stage, 'EventsUnreadable'),
    above: 0,
    // Nothing was on the queue.
    missing: TreatMissingData.NOT_BREACHING,
  },
];

/** The sweeper's queue not being emptied. */
export const queueAlarms = (queue: IQueue, deadLetters: IQueue): AlarmSpec[] => [
  {
    name: 'sweeper-behind',
    says: 'Events wait more than a minute for the sweeper: clear text would stay at Stream that long.',
    metric: queue.metricApproximateAgeOfOldestMessage({ period: ONE_MINUTE, statistic: 'Maximum' }),
    above: TOO_OLD_SECONDS,
    periods: 5,
    // A queue that nobody used for six hours reports nothing. One that holds an event always reports.
    missing: TreatMissingData.NOT_BREACHING,
  },
  {
    name: 'sweeper-dead-letters',
    says: 'The sweeper gave up on events; nobody has judged their messages.',
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({
      period: FIVE_MINUTES,
      statistic: 'Maximum',
    }),
    above: 0,
    // As above: no data means that it is empty.
    missing: TreatMissingData.NOT_BREACHING,
  },
];

/** A run may fail, and the next may have to catch up: four in a row are more than bad luck. */
export const RUNS = 4;
const HOUR = 60;
const DAY = 24 * HOUR;

const reconcilerLimit = (everyMinutes: number): Duration =>
  Duration.minutes(Math.max(RUNS * everyMinutes, HOUR));

/** The time of so many runs, an hour at least, as far as CloudWatch looks in one period. */
export const runsWindow = (everyMinutes: number): Duration =>
  Duration.minutes(Math.min(reconcilerLimit(everyMinutes).toMinutes(), DAY));

/**
 * The reconciler not running or not getting on: each leaves its lag high, or unsaid. An alarm that was just made has no data
 * and says nothing of it; from the first run that ends well on, which needs no secrets, silence is a fault. Until then its
 * failures are told by `functions-failing`, and the doctor says that no run has ended yet.
 */
export const reconcilerAlarms = (stage: string, everyMinutes: number): AlarmSpec[] => [
  {
    name: 'reconciler-behind',
    says: 'The reconciler does not run, or does not get on: what hook and sweeper missed would stay.',
    metric: stageMetric(stage, 'ReconcilerLag', {
      statistic: 'Minimum',
      period: runsWindow(everyMinutes),
    }),
    above: reconcilerLimit(everyMinutes).toSeconds(),
    missing: TreatMissingData.MISSING,
    speaksOfSilence: true,
  },
];

/** Stream takes on a deletion and is done some time later: how long that takes is for it to say, and half an hour is nobody's harm. */
export const ERASES_EVERY_MINUTES = 15;
const LATE_HOURS = 6;

/** People who are not erased when they should be, whatever the reason: Stream refuses, or is at it for ever, or the runs fail or have fallen silent. */
export const erasureAlarms = (stage: string): AlarmSpec[] => [
  {
    name: 'erasures-late',
    says: `Somebody should have been erased ${LATE_HOURS} hours ago and is not, or nothing looks after erasures any more.`,
    metric: stageMetric(stage, 'ErasureLag', {
      statistic: 'Minimum',
      period: runsWindow(ERASES_EVERY_MINUTES),
    }),
    above: Duration.hours(LATE_HOURS).toSeconds(),
    missing: TreatMissingData.MISSING,
    speaksOfSilence: true,
  },
];
