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
