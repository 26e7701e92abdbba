/**
 * What AWS asks, in USD before tax, at list price in one region. One file, one date: look all of them up again together.
 * `source`: the page that is right. `foundAt`: where the number was read, because AWS's own pages fill their tables in with
 * scripts and the stored copies of them have none. `firstHand`: the number stands in AWS's own words.
 * Only the first tier of each price: large bills come out a little too high.
 */
export const PRICES_OF = { date: '2026-11-22', region: 'us-east-1' };

export type Price = { usd: number; per: number; source: string; foundAt: string; firstHand: boolean };

const M = 1_000_000;
const aws = (page: string) => `https://aws.amazon.com/${page}/pricing/`;
const transcript = (repository: string) =>
  `https://raw.githubusercontent.com/api-evangelist/${repository}/refs/heads/main/plans/${repository}-plans-pricing.yml`;
const CLOUDWATCH_GUIDE =
  'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const LAMBDA_LIST = 'https://app.unpkg.com/artillery@2.0.28/files/lib/platform/aws-lambda/prices.js';
const DYNAMODB_GUIDE = 'https://airbyte.com/data-engineering-resources/dynamodb-pricing';
const INFRACOST = 'https://github.com/vreutova/infracost-idem-support/pull/2';
const PUBLIC_SOURCES = 'several public repositories, by search for the number';

const price = (usd: number, per: number, source: string, foundAt: string, firstHand = false): Price => ({
  usd,
  per,
  source,
  foundAt,
  firstHand,
});

export const prices = {
  /** Each 512 KB of a request are one; ours are far below. Above 300 million a month it is 0.90. */
  httpApiRequest: price(1.0, M, aws('api-gateway'), transcript('amazon-web-services')),
  lambdaRequest: price(0.2, M, aws('lambda'), transcript('aws-lambda')),
  /** Arm. */
  lambdaGbSecond: price(0.000_013_333_4, 1, aws('lambda'), LAMBDA_LIST),
  provisionedGbSecond: price(0.000_003_333_4, 1, aws('lambda'), PUBLIC_SOURCES),
  /** A kilobyte written, on demand. */
  dynamodbWrite: price(0.625, M, aws('dynamodb'), DYNAMODB_GUIDE),
  /** Four kilobytes read consistently, on demand. */
  dynamodbRead: price(0.125, M, aws('dynamodb'), DYNAMODB_GUIDE),
  dynamodbGbMonth: price(0.25, 1, aws('dynamodb'), PUBLIC_SOURCES),
  dynamodbRecoveryGbMonth: price(0.2, 1, aws('dynamodb'), PUBLIC_SOURCES),
  /** Each 64 KB of a request are one. */
  sqsRequest: price(0.4, M, aws('sqs'), 'https://cloudburn.io/blog/amazon-sqs-pricing'),
  secretMonth: price(0.4, 1, aws('secrets-manager'), transcript('amazon-secrets-manager')),
  secretRead: price(0.05, 10_000, aws('secrets-manager'), transcript('amazon-secrets-manager')),
  /** The first two yearly rotations add the same again. */
  kmsKeyMonth: price(1.0, 1, aws('kms'), aws('kms'), true),
  kmsRequest: price(0.03, 10_000, aws('kms'), 'https://www.wring.co/blog/aws-kms-pricing-guide'),
  logGb: price(0.5, 1, aws('cloudwatch'), CLOUDWATCH_GUIDE),
  logGbMonth: price(0.03, 1, aws('cloudwatch'), INFRACOST),
  metricMonth: price(0.3, 1, aws('cloudwatch'), 'https://signoz.io/guides/cloudwatch-pricing'),
  alarmMonth: price(0.1, 1, aws('cloudwatch'), INFRACOST),
  compositeAlarmMonth: price(
    0.5,
    1,
    aws('cloudwatch'),
    'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
  ),
  dashboardMonth: price(3.0, 1, aws('cloudwatch'), CLOUDWATCH_GUIDE),
  trace: price(5.0, M, aws('xray'), 'https://aws.amazon.com/de/xray/pricing/', true),
  dataOutGb: price(
    0.09,
    1,
    'https://aws.amazon.com/ec2/pricing/on-demand/',
    'https://www.apigatewaycost.com/aws',
  ),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
