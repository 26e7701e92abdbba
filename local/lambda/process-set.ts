import type { LambdaSpec } from '../template/deployment.ts';
import { type LambdaProcess, type ProcessOptions, startLambdaProcess } from './lambda-process.ts';
import type { FunctionError } from './outcome.ts';

/** A process that is idle and ours until given back; `initMs` when it was started for this. */
export type Ready = { process: LambdaProcess; initMs?: number };

export type ProcessSet = {
  /** An idle process, the one used last first (as on Lambda), or a new one; else why a new one does not load. */
  take: () => Promise<Ready | FunctionError>;
  giveBack: (process: LambdaProcess) => void;
  /** How many processes there are, idle or not. */
  size: () => number;
  /** Ends every process; from then on `take` gives an error. */
  close: () => Promise<void>;
};

/** The processes of one function. It starts as many as are taken at once: the caller sets the limit. */
export const createProcessSet = (spec: LambdaSpec, options: ProcessOptions): ProcessSet => {
  const all = new Set<LambdaProcess>();
  const idle: LambdaProcess[] = [];
  const spawning = new Set<Promise<LambdaProcess>>();
  let closing = false;

  const discard = async (process: LambdaProcess) => {
    all.delete(process);
    await process.end();
  };

  const spawn = async () => {
    const spawned = startLambdaProcess(spec, options);
    spawning.add(spawned);
    try {
      const process = await spawned;
      all.add(process);
      return process;
    } finally {
      spawning.delete(spawned);
    }
  };

  const start = async (): Promise<Ready | FunctionError> => {
    const startedAt = performance.now();
    const process = await spawn();
    const error = await process.initialized;
    if (!error && !closing) return { process, initMs: performance.now() - startedAt };
    await discard(process);
    return error ?? CLOSED;
  };

  const take = async (): Promise<Ready | FunctionError> => {
    for (let process = idle.pop(); process; process = idle.pop()) {
      if (process.isAlive()) return { process };
      all.delete(process);
    }
    return closing ? CLOSED : start();
  };

  const giveBack = (process: LambdaProcess) => {
    if (process.isAlive()) idle.push(process);
    else all.delete(process);
  };

  const close = async () => {
    closing = true;
    await Promise.allSettled(spawning);
    await Promise.all([...all].map(discard));
  };

  return { take, giveBack, size: () => all.size, close };
};

const CLOSED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The stack is being stopped' };
