import type { DeployedFunction } from './deployed-functions.ts';
import type { StageConfig } from './stage-config.ts';

export type Concurrency = {
  reservedConcurrency?: number | undefined;
  provisionedConcurrency?: number | undefined;
};

/** What the stage sets apart for a function of the account's concurrency. */
export const concurrencyOf = (
  { hook, reservedConcurrency }: Pick<StageConfig, 'hook' | 'reservedConcurrency'>,
  name: DeployedFunction,
): Concurrency => {
  if (name === 'stream-webhook') return hook;
  const reserved =
    typeof reservedConcurrency === 'number' ? reservedConcurrency : reservedConcurrency?.[name];
  return { reservedConcurrency: reserved };
};
