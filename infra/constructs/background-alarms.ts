import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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
export const reconcilerWindow = (everyMinutes: number): Duration =>
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
      period: reconcilerWindow(everyMinutes),
    }),
    above: reconcilerLimit(everyMinutes).toSeconds(),
    missing: TreatMissingData.MISSING,
    speaksOfSilence: true,
  },
];
