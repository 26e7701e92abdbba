import { MathExpression, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { type AlarmSpec, FIVE_MINUTES } from './alarm-spec.ts';

const OPERATIONS = [Operation.GET_ITEM, Operation.PUT_ITEM, Operation.UPDATE_ITEM, Operation.QUERY] as const;
/** The SDK tries again by itself, so a few are not felt by anybody. */
const A_FEW = 10;

/** DynamoDB not keeping up, or failing. A metric that has no data counts as 0, so that the sum is not lost with it. */
export const tableAlarms = (tables: { users: Table; channels: Table }): AlarmSpec[] => {
  const each = Object.entries(tables);
  const sum = (label: string, usingMetrics: Record<string, Metric>) =>
    new MathExpression({
      expression: Object.keys(usingMetrics)
        .map((id) => `FILL(${id}, 0)`)
        .join(' + '),
      usingMetrics,
      label,
      period: FIVE_MINUTES,
    });
  const throttled = each.flatMap(([name, table]) =>
    (['Read', 'Write'] as const).map((kind) => [
      `${name}${kind}`,
      table.metric(`${kind}ThrottleEvents`, { period: FIVE_MINUTES, statistic: 'Sum' }),
    ]),
  );
  const failed = each.flatMap(([name, table]) =>
    OPERATIONS.map((operation) => [
      `${name}${operation}`,
      table.metric('SystemErrors', {
        period: FIVE_MINUTES,
        statistic: 'Sum',
        dimensionsMap: { TableName: table.tableName, Operation: operation },
      }),
    ]),
  );
  const often = { above: A_FEW, periods: 2, of: 3 };
  return [
    {
      name: 'table-throttled',
      says: 'DynamoDB turns requests away.',
      metric: sum('throttled requests', Object.fromEntries(throttled)),
      ...often,
      // Both kinds are only reported when they happen.
      missing: TreatMissingData.NOT_BREACHING,
    },
    {
      name: 'table-failing',
      says: "DynamoDB fails: an outage of AWS's.",
      metric: sum('failed requests', Object.fromEntries(failed)),
      ...often,
      missing: TreatMissingData.NOT_BREACHING,
    },
  ];
};
