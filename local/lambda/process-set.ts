import type { LambdaSpec } from '../template/deployment.ts';
import { type LambdaProcess, type ProcessOptions, startLambdaProcess } from './lambda-process.ts';
import type { FunctionError } from './outcome.ts';

/** Two events at once meet in two processes, as on Lambda. */
const STARTED_AT_ONCE = 2;
/** A further event is mostly served sooner by a process that gets idle than by one that has to load. */
const WAIT_FOR_IDLE_MS = 1000;

/** A process that is idle and ours until given back; `initMs` when it was started for this. */
export type Ready = { process: LambdaProcess; initMs?: number };

export type ProcessSet = {
  /**
   * An idle process, the one used last first (as on Lambda), or a new one; else why a new one does not load. Where two or
   * more are at work it first waits a moment for one of them, which Lambda does not.
   */
  take: () => Promise<Ready | FunctionError>;
  giveBack: (process: LambdaProcess) => void;
  /** How many processes there are, idle or not. */
  size: () => number;
  /** Ends every process; from then on `take` gives an error. */
  close: () => Promise<void>;
};

/** The processes of one function. It starts as many as it takes, two of them without waiting: the caller sets the limit. */
export const createProcessSet = (spec: LambdaSpec, options: ProcessOptions): ProcessSet => {
  const all = new Set<LambdaProcess>();
  const idle: LambdaProcess[] = [];
  const spawning = new Set<Promise<LambdaProcess>>();
  const waiting = new Set<(process?: LambdaProcess) => void>();
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

  const takeIdle = (): LambdaProcess | undefined => {
    for (let process = idle.pop(); process; process = idle.pop()) {
      if (process.isAlive()) return process;
      all.delete(process);
    }
  };

  const nextIdle = () =>
    new Promise<LambdaProcess | undefined>((resolve) => {
      const give = (process?: LambdaProcess) => {
        waiting.delete(give);
        clearTimeout(timer);
        resolve(process);
      };
      const timer = setTimeout(give, WAIT_FOR_IDLE_MS);
      waiting.add(give);
    });

  const take = async (): Promise<Ready | FunctionError> => {
    const areBusy = () => !closing && all.size + spawning.size >= STARTED_AT_ONCE;
    const process = takeIdle() ?? (areBusy() ? await nextIdle() : undefined);
    if (process) return { process };
    return closing ? CLOSED : start();
  };

  const giveBack = (process: LambdaProcess) => {
    const [next] = waiting;
    if (!process.isAlive()) all.delete(process);
    else if (next) next(process);
    else idle.push(process);
  };

  const close = async () => {
    closing = true;
    for (const give of waiting) give();
    await Promise.allSettled(spawning);
    await Promise.all([...all].map(discard));
  };

  return { take, giveBack, size: () => all.size, close };
};

const CLOSED: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'The stack is being stopped' };
