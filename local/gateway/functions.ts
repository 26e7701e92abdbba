import { createLambdaPool, type LambdaPool, type PoolOptions } from '../lambda/lambda-pool.ts';
import { failed, type Outcome } from '../lambda/outcome.ts';
import type { LambdaSpec } from '../template/deployment.ts';

export type Functions = {
  /** Runs a function by its short name. Never rejects: see `LambdaPool.invoke`. */
  invoke: (name: string, event: string) => Promise<Outcome>;
  /** Has one process of each function ready. Calls back for each that does not load. */
  warm: (onError: (name: string, errorType: string) => void) => Promise<void>;
  close: () => Promise<void>;
};

/** A pool of processes for every function of a deployment. */
export const createFunctions = (specs: LambdaSpec[], options: PoolOptions): Functions => {
  const pools = new Map<string, LambdaPool>(
    specs.map((spec) => [spec.name, createLambdaPool(spec, options)] as const),
  );
  const warmOne = async (
    [name, pool]: [string, LambdaPool],
    onError: (name: string, type: string) => void,
  ) => {
    const error = await pool.warm();
    if (error) onError(name, error.errorType);
  };
  return {
    invoke: async (name, event) =>
      (await pools.get(name)?.invoke(event)) ?? failed('Lambda.ResourceNotFound', 'No such function'),
    warm: async (onError) => {
      await Promise.all([...pools].map((entry) => warmOne(entry, onError)));
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};
