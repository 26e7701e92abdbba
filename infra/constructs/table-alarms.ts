import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSpec } from './alarm-spec.ts';
import { stageMetric } from './stage-metrics.ts';

/** Each call is tried again by itself, so a few are not felt by anybody. */
const A_FEW = 10;

/**
 * DynamoDB not keeping up, or failing, as the functions see it. Not by its own metrics: an alarm on those takes no word for
 * what missing data mean (CloudWatch API, `PutMetricAlarm`, "TreatMissingData"), so it would not ring surely and not end.
 */
export const tableAlarms = (stage: string): AlarmSpec[] => {
  const often = { above: A_FEW, periods: 2, of: 3, missing: TreatMissingData.NOT_BREACHING };
  return [
    {
      name: 'table-throttled',
      says: 'DynamoDB turns requests away.',
      metric: stageMetric(stage, 'TableThrottled'),
      ...often,
    },
    {
      name: 'table-failing',
      says: "DynamoDB fails or does not answer: an outage of AWS's.",
      metric: stageMetric(stage, 'TableFailed'),
      ...often,
    },
  ];
};
