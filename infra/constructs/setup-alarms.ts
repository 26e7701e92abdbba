import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmSpec, QUARTER_OF_AN_HOUR } from './alarm-spec.ts';
import { stageMetric } from './stage-metrics.ts';

/** What deployments do not wait for: Stream being set up as this stage wants it. */
export const setupAlarms = (stage: string): AlarmSpec[] => [
  {
    name: 'stream-not-set-up',
    says: 'Stream was away, or refused, when it was to be set up: it does not have the settings of this stage.',
    metric: stageMetric(stage, 'StreamSetupPending', { statistic: 'Maximum', period: QUARTER_OF_AN_HOUR }),
    above: 0,
    // Counted by each deployment that asks Stream, and every quarter of an hour whether or not anything is pending.
    missing: TreatMissingData.MISSING,
    speaksOfSilence: true,
  },
];
