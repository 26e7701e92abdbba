import { Duration } from 'aws-cdk-lib';
import type { IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

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
};

export const FIVE_MINUTES = Duration.minutes(5);
export const QUARTER_OF_AN_HOUR = Duration.minutes(15);
