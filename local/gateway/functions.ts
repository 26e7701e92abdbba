import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { createLambdaPool, type LambdaPool, type PoolOptions } from '../lambda/lambda-pool.ts';
import { failed, type Outcome } from '../lambda/outcome.ts';
import type { LambdaSpec } from '../template/deployment.ts';

export type Functions = {
  /** Runs a function by its short name. Never rejects: see `LambdaPool.invoke`. */
  invoke: (name: string, event: string) => Promise<Outcome>;
  /** Has one process of each function ready, that of `first` before all others; or of `first` `alone`. Calls back for each that does not load. Ends early once closed. */
  warm: (
    onError: (name: string, errorType: string) => void,
    first?: string,
    alone?: boolean,
  ) => Promise<void>;
  close: () => Promise<void>;
};

export type FunctionsOptions = PoolOptions & {
  /** How many are warmed at once: by default as many as there are processors, since loading code is all computing. */
  warmAtOnce?: number;
};

/** A pool of processes for every function of a deployment. */
export const createFunctions = (specs: LambdaSpec[], options: FunctionsOptions): Functions => {
  const { warmAtOnce = availableParallelism() } = options;
  const pools = new Map<string, LambdaPool>(
    specs.map((spec) => [spec.name, createLambdaPool(spec, options)] as const),
  );
  let isClosed = false;
  const warmOne = async (
    [name, pool]: [string, LambdaPool],
    onError: (name: string, type: string) => void,
  ) => {
    if (isClosed) return;
    const error = await pool.warm();
    if (error && !isClosed) onError(name, error.errorType);
  };
  return {
    invoke: async (name, event) =>
      (await pools.get(name)?.invoke(event)) ?? failed('Lambda.ResourceNotFound', 'No such function'),
    warm: async (onError, first, alone = false) => {
      const inOrder = [...pools].sort(([one], [other]) => Number(other === first) - Number(one === first));
      await pLimit(warmAtOnce).map(alone ? inOrder.slice(0, 1) : inOrder, (entry) => warmOne(entry, onError));
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};
