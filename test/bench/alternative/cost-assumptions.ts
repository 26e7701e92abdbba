import type { CostedFunction } from '../../../operations/cost/assumptions.ts';
import { prices as known, type Price } from '../../../operations/cost/prices.ts';

/*
 * What the article's design costs on AWS, as a careful team would run it: two small Fargate tasks on Arm behind a load balancer, a small PostgreSQL
 * with a standby in another zone. Where there was a choice the cheaper one was taken: tasks with public addresses and not NAT gateways, the
 * smallest database. Prices that both designs pay are those of `operations/cost/prices.ts`.
 */

export const ALTERNATIVE_PRICES_OF = { date: '2026-11-30', region: 'us-east-1' };

const FARGATE = {
  source: 'https://aws.amazon.com/fargate/pricing/',
  foundAt: 'https://www.vantage.sh/blog/fargate-pricing',
};
const BALANCER = {
  source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  foundAt: 'several public repositories, by search for the number',
};
const RDS = { source: 'https://aws.amazon.com/rds/postgresql/pricing/' };
const hourly = (usd: number, from: { source: string; foundAt: string }): Price => ({
  usd,
  per: 1,
  firstHand: false,
  ...from,
});

export const prices = {
  fargateCpuHour: hourly(0.032_38, FARGATE),
  fargateGbHour: hourly(0.003_56, FARGATE),
  balancerHour: hourly(0.0225, BALANCER),
  /** A unit is 25 new connections a second, among others. */
  balancerUnitHour: hourly(0.008, BALANCER),
  /** db.t4g.micro with a standby: twice the price of one. */
  databaseHour: hourly(0.032, {
    ...RDS,
    foundAt: 'https://infratally.com/articles/aws-rds-pricing-explained-2026.html',
  }),
  /** gp3, twice the price of one copy. */
  databaseGbMonth: hourly(0.23, {
    ...RDS,
    foundAt: 'https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/',
  }),
  addressHour: hourly(0.005, {
    source: 'https://aws.amazon.com/vpc/pricing/',
    foundAt: 'https://www.doit.com/aws-public-ipv4-price-increase-the-complete-guide/',
  }),
  secretMonth: known.secretMonth,
  logGb: known.logGb,
  logGbMonth: known.logGbMonth,
  alarmMonth: known.alarmMonth,
  dataOutGb: known.dataOutGb,
} satisfies Record<string, Price>;

/** The calls that both designs answer. */
export const sharedCalls = [
  'token',
  'signup',
  'me',
  'challenge',
  'enroll',
  'stream-webhook',
] as const satisfies CostedFunction[];

export const server = {
  tasks: 2,
  cpuOfTask: 0.25,
  gbOfTask: 0.5,
  /** What a task carries: some half of what the bench finds for a quarter of a core. */
  requestsPerSecondOfTask: 100,
  /** The busiest hour beside the average. */
  peak: 10,
  /** Each caller makes a new connection, seldom two requests on one. */
  connectionsPerRequest: 1,
  connectionsPerUnit: 25,
  /** The smallest that RDS sells. */
  databaseGb: 20,
  /** Of the load balancer in two zones, and of each task. */
  balancerAddresses: 2,
  /** Password of the database, Stream, Seald, key storage. */
  secrets: 4,
  /** Tasks, load balancer, database: too few, too busy, too full, too slow. */
  alarms: 10,
  /** Fastify's two lines a request. */
  logBytesPerRequest: 600,
};
