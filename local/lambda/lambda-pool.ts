import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { LambdaSpec } from '../template/deployment.ts';
import { openFunctionLog } from './function-log.ts';
import { type FunctionError, failed, type Outcome } from './outcome.ts';
import { createProcessSet } from './process-set.ts';

/** Lambda's limit on a synchronous event, in bytes ("Lambda quotas": 6 MB). */
const MAX_EVENT_BYTES = 6_291_456;
const MAX_PROCESSES = 4;
/** Lambda would start more processes; here events wait for one. With this many waiting the next is throttled. */
const MAX_WAITING = 100;

export type PoolOptions = {
  logDir: string;
  processEnvironment: Record<string, string>;
  /** Default 4 processes, 100 waiting events. */
  maxProcesses?: number;
  maxWaiting?: number;
};

export type LambdaPool = {
  /**
   * Runs the function once with this event (JSON text): in an idle process, else in a new one, else when one is free.
   * Never rejects. Besides the function's own errors the outcome may be `Lambda.RequestTooLarge`, `Lambda.Throttled`,
   * `Sandbox.Timedout`, `Sandbox.InitTimedout`, `Runtime.ExitError` and what the runtime client reports at init.
   */
  invoke: (event: string) => Promise<Outcome>;
  /** Has one process ready, if none is. Resolves with the reason when the function does not load. */
  warm: () => Promise<FunctionError | undefined>;
  /** How many processes there are now. */
  size: () => number;
  /** Ends every process; events not yet answered fail. May be repeated. */
  close: () => Promise<void>;
};

/** One function: its processes, and the events that wait for them. Nothing is started before it is needed. */
export const createLambdaPool = (spec: LambdaSpec, options: PoolOptions): LambdaPool => {
  const { maxProcesses = MAX_PROCESSES, maxWaiting = MAX_WAITING } = options;
  const log = openFunctionLog(options.logDir, spec.name);
  const processes = createProcessSet(spec, { ...options, logFd: log.fd });
  const limit = pLimit(maxProcesses);
  let closed: Promise<void> | undefined;

  const run = async (event: string): Promise<Outcome> => {
    const ready = await processes.take();
    if ('errorType' in ready) return { ok: false, error: ready };
    const requestId = randomUUID();
    const startedAt = performance.now();
    const outcome = await ready.process.invoke(requestId, event);
    processes.giveBack(ready.process);
    log.report(requestId, outcome, performance.now() - startedAt, ready.initMs);
    return outcome;
  };

  const invoke = async (event: string): Promise<Outcome> => {
    if (Buffer.byteLength(event) > MAX_EVENT_BYTES) return failed('Lambda.RequestTooLarge', '');
    if (limit.pendingCount >= maxWaiting) return failed('Lambda.Throttled', 'Rate Exceeded.');
    return limit(run, event);
  };

  const warm = () =>
    limit(async () => {
      const ready = await processes.take();
      if ('errorType' in ready) return ready;
      processes.giveBack(ready.process);
    });

  const end = async () => {
    await processes.close();
    log.close();
  };
  const close = () => {
    closed ??= end();
    return closed;
  };

  return { invoke, warm, size: processes.size, close };
};
