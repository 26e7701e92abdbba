import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';
import type { StageConfig } from './stage-config.ts';

type Asked = Pick<StageConfig, 'hook' | 'reservedConcurrency'>;

export type Concurrency = {
  reservedConcurrency?: number | undefined;
  provisionedConcurrency?: number | undefined;
};

/** What the stage sets apart for a function of the account's concurrency. */
export const concurrencyOf = ({ hook, reservedConcurrency }: Asked, name: DeployedFunction): Concurrency => {
  if (name === 'stream-webhook') return hook;
  const reserved =
    typeof reservedConcurrency === 'number' ? reservedConcurrency : reservedConcurrency?.[name];
  return { reservedConcurrency: reserved };
};

/** What the stage sets apart for all of its functions together. */
export const reservedInAll = (config: Asked): number =>
  deployedFunctions.reduce((sum, name) => sum + (concurrencyOf(config, name).reservedConcurrency ?? 0), 0);

/**
 * No more than `most`, so that a flood of events does not take Stream's rate limit. With none set apart for the sweeper, half of the ten
 * that a new account has, so that the hook gets its share; five still take hundreds of events a second.
 */
const AT_ONCE = { most: 10, unlessReserved: 5 };

/** How many batches of events are worked on at once, when so many of the account's concurrency are set apart for the sweeper. */
export const sweepersAtOnce = (reserved: number = AT_ONCE.unlessReserved): number =>
  Math.min(reserved, AT_ONCE.most);
