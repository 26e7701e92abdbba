import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** One alarm. It is called `sealed-stream-<stage>-<name>`, and its article in docs/runbook.md has the name as heading. */
export type AlarmSpec = {
  name: string;
  /** One sentence for a mail in the night: what is wrong. */
  says: string;
  /** Its article in the runbook, if that is not called as the alarm is. */
  article?: string;
  metric: IMetric;
  /** Above this it is wrong. */
  above: number;
  /** So many of the last periods must be above: 1 unless told. `of` is the same unless told. */
  periods?: number;
  of?: number;
  missing: TreatMissingData;
  /** Also says when the data ends that there was before. An alarm that never had any says nothing. */
  speaksOfSilence?: true;
};

/** Silent alarms with one that speaks for any of them: what can be wrong in several ways has one mail and one article. */
export type AlarmGroup = { name: string; says: string; anyOf: readonly AlarmSpec[] };

export const FIVE_MINUTES = Duration.minutes(5);
export const QUARTER_OF_AN_HOUR = Duration.minutes(15);

/**
 * How many of `calls` are `failed` ones, in percent, once there are so many failures that it is a rate. There is no result
 * where one of the two has no data, so both must be of a kind that is there whenever something failed. No function of metric
 * math fills a gap here: what `FILL` does with a metric that never was is written nowhere.
 */
export const failureRate = (failed: Metric, calls: Metric, atLeast: number): MathExpression =>
  new MathExpression({
    expression: `IF(failed >= ${atLeast}, 100 * failed / calls, 0)`,
    usingMetrics: { failed, calls },
    label: 'failed calls, %',
    period: QUARTER_OF_AN_HOUR,
  });
