import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { LambdaSpec } from '../template/deployment.ts';
import { type LambdaProcess, startLambdaProcess } from './lambda-process.ts';
import { type FunctionError, failed, type Outcome } from './outcome.ts';

/** Lambda's limit on a synchronous event, in bytes ("Lambda quotas": 6 MB). */
const MAX_EVENT_BYTES = 6_291_456;
const MAX_PROCESSES = 10;
/** Lambda would start more processes; here events wait for one. With this many waiting the next is throttled. */
const MAX_WAITING = 100;

export type PoolOptions = {
  logDir: string;
  processEnvironment: Record<string, string>;
  /** Default 10 processes, 100 waiting events. */
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

type Ready = { process: LambdaProcess; initMs?: number };

/** The processes of one function. Nothing is started before it is needed. Logs go to `<logDir>/<name>.log`. */
export const createLambdaPool = (spec: LambdaSpec, options: PoolOptions): LambdaPool => {
  const { maxProcesses = MAX_PROCESSES, maxWaiting = MAX_WAITING } = options;
  const log = openLog(options.logDir, spec.name);
  const limit = pLimit(maxProcesses);
  const processes = new Set<LambdaProcess>();
  const idle: LambdaProcess[] = [];
  let closing: Promise<void> | undefined;

  const start = async (): Promise<Ready | FunctionError> => {
    const startedAt = performance.now();
    const process = await startLambdaProcess(spec, { ...options, logFd: log.fd });
    processes.add(process);
    const error = await process.initialized;
    if (!error && !closing) return { process, initMs: performance.now() - startedAt };
    await discard(process);
    return error ?? CLOSED;
  };

  const discard = async (process: LambdaProcess) => {
    processes.delete(process);
    await process.end();
  };

  /** The process used last, as on Lambda; those that ended while idle are dropped on the way. */
  const take = async (): Promise<Ready | FunctionError> => {
    for (let process = idle.pop(); process; process = idle.pop()) {
      if (process.isAlive()) return { process };
      processes.delete(process);
    }
    return closing ? CLOSED : start();
  };

  const giveBack = (process: LambdaProcess) => {
    if (process.isAlive()) idle.push(process);
    else processes.delete(process);
  };

  const run = async (event: string): Promise<Outcome> => {
    const ready = await take();
    if ('errorType' in ready) return { ok: false, error: ready };
    const requestId = randomUUID();
    const startedAt = performance.now();
    const outcome = await ready.process.invoke(requestId, event);
    giveBack(ready.process);
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
      const ready = await take();
      if ('errorType' in ready) return ready;
      giveBack(ready.process);
    });

  const end = async () => {
    await Promise.all([...processes].map(discard));
    await limit(() => {});
    log.close();
  };
  const close = () => {
    closing ??= end();
    return closing;
  };

  return { invoke, warm, size: () => processes.size, close };
};

const CLOSED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The stack is being stopped' };

/** Lambda's own line after each invocation, as its JSON log format has it ("Lambda log events: platform.report"). */
const openLog = (logDir: string, name: string) => {
  mkdirSync(logDir, { recursive: true });
  const fd = openSync(join(logDir, `${name}.log`), 'a');
  let open = true;
  const report = (requestId: string, outcome: Outcome, durationMs: number, initDurationMs?: number) => {
    const metrics = { durationMs, ...(initDurationMs !== undefined && { initDurationMs }) };
    const status = outcome.ok
      ? 'success'
      : outcome.error.errorType === 'Sandbox.Timedout'
        ? 'timeout'
        : 'error';
    const line = { time: new Date(), type: 'platform.report', record: { requestId, status, metrics } };
    if (open) writeSync(fd, `${JSON.stringify(line)}\n`);
  };
  const close = () => {
    if (open) closeSync(fd);
    open = false;
  };
  return { fd, report, close };
};
