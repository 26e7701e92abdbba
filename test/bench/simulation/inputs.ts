/*
 * All that the simulation takes for true. Each number has its source, or says `assumed`: put your own in and run it again. What the project knows
 * elsewhere is read there: what people do in a month and how long functions run (operations/cost), limits of a stage (infra).
 */

import { functions, perUser } from '../../../operations/cost/assumptions.ts';

/** A time that spreads: half of all are below `p50`, one in a hundred is above `p99`. Milliseconds. */
export type Spread = { p50: number; p99: number };

/** How the people of a stage come over a day. */
export type People = {
  messagesPerUserPerDay: number;
  members: number;
  /** The busiest moment beside the mean of the day, and when it is. */
  peakFactor: number;
  peakHour: number;
  /** So often a day all write more at once, one of them in the busiest hour. */
  bursts: { aDay: number; factor: number; seconds: number };
};

/** What a call of the hook goes through. */
export type HookTimes = {
  /** From Stream to the function and back, without the function. */
  way: Spread;
  /** Our answer, in a container that is there, at the memory that the template gives. */
  warm: Spread;
  /** Until a new container runs our code: Lambda's own part, which no code of ours changes. */
  container: Spread;
  /** Import and first answer on the machine of the bench. */
  codeMs: number;
  /** How much slower one whole processor of Lambda's is than that machine. */
  slowerProcessor: number;
  /** Reading the secret, which the first call of a container waits for. */
  secret: Spread;
};

export type Inputs = typeof inputs;

export const inputs = {
  seed: 15,

  people: {
    // As in the example of docs/cost.md.
    messagesPerUserPerDay: 10,
    // As `npm run cost` has it unless told.
    members: 5,
    // Assumed: most people live in a few time zones next to each other.
    peakFactor: 3,
    // Assumed: the evening.
    peakHour: 20,
    // Assumed: a goal, a piece of news, the end of a lecture.
    bursts: { aDay: 12, factor: 3, seconds: 60 },
  } as People,

  hook: {
    // Assumed: the gateway is in Stream's region and its connections are kept.
    way: { p50: 25, p99: 120 },
    // p50 as the cost model has it; p99 assumed: a long message, a collected heap.
    warm: {
      p50: functions['stream-webhook'].milliseconds,
      p99: 10 * functions['stream-webhook'].milliseconds,
    },
    // Assumed, from what others report of Node on Lambda: 100 to 300 ms with little code (e.g. https://maxday.github.io/lambda-perf/).
    container: { p50: 180, p99: 500 },
    // Measured by the bench of cold starts, test/bench: `stream-webhook`, import and first answer.
    codeMs: 50,
    // Assumed, of a Graviton core beside the machine of the bench.
    slowerProcessor: 1.5,
    // Assumed: one call to Secrets Manager over a new TLS connection, KMS behind it.
    secret: { p50: 60, p99: 250 },
  } as HookTimes,

  lambda: {
    memoryMb: functions['stream-webhook'].memoryMb,
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: at 1,769 MB a function has one whole processor.
    memoryOfOneProcessorMb: 1_769,
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; a new account may have 10 (docs/deploy.md).
    concurrencyOfAccount: 1_000,
    concurrencyOfNewAccount: 10,
    // https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html: so many new containers of a function in ten seconds; refilled evenly, never saved up.
    newContainers: { most: 1_000, inSeconds: 10 },
    // Assumed; AWS publishes none. People have measured between five minutes and an hour.
    idleSeconds: 600,
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html: "every few hours"; two are assumed.
    lifeSeconds: 2 * 3600,
  },

  // Assumed: one deployment a day, in working hours. It takes every container away at once, unless some are kept ready.
  deploymentHour: 15,

  stream: {
    // shared protocol fact, as in local/stream/message-hook.ts: 1500 ms, one attempt, then the message passes unchecked.
    hookTimeoutMs: 1_500,
    // GetStream/stream-chat-ruby docs/debugging_and_cli/rate_limits.md, as in local/stream/rate-limit-table.ts: each of these platforms counts alone.
    platforms: ['android', 'ios', 'web'],
  },

  gateway: {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: all APIs of an account in a region; newer regions 2,500.
    requestsPerSecond: 10_000,
  },

  dynamodb: {
    // https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb
    newTable: { writes: 4_000, reads: 12_000 },
    partition: { writes: 1_000, reads: 3_000 },
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html, each table on demand.
    table: { writes: 40_000, reads: 40_000 },
    // Assumed: so soon after a new encryption session all members' devices that are on have asked for it.
    epochReadWithinSeconds: 2,
  },

  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html: GetSecretValue, raised in March 2025.
  secretReadsPerSecond: 10_000,

  // What the cost model says of codes; SSKS publishes no limit.
  codesPerUserPerMonth: perUser.newcomers * perUser.codesPerNewcomer + perUser.newDevices,
};
