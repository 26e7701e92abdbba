import type { AbortSignalLike, PlatformAbortSignal } from './web-types.ts';

/** Calls something off, and knows why: React Native's signals before 0.87 keep no reason. */
export type Ending = {
  signal: PlatformAbortSignal;
  /** The first call counts. */
  end: (reason: unknown) => void;
  /** Of the first call; undefined before. */
  reason: () => unknown;
};

export const createEnding = (): Ending => {
  const controller = new AbortController();
  let given: unknown;
  const end = (reason: unknown) => {
    if (controller.signal.aborted) return;
    given = reason;
    controller.abort(reason);
  };
  return { signal: controller.signal, end, reason: () => given };
};

/** Why somebody else has aborted. */
export const reasonOf = (signal: AbortSignalLike): unknown => signal.reason ?? new Error('aborted');

export const throwIfAborted = (signal: AbortSignalLike | undefined): void => {
  if (signal?.aborted) throw reasonOf(signal);
};

/** What the work gives; rejects with the signal's reason when that comes first. The work goes on, unheard. */
export const unlessAborted = <Result>(
  work: Promise<Result>,
  signal: AbortSignalLike | undefined,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = () => signal && reject(reasonOf(signal));
    signal?.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
    if (signal?.aborted) abort();
  });

/**
 * Does work that `signal` ends, or the work itself. Rejects with the first reason, or as the work does; whatever of it is still under way is called
 * off then.
 */
export const endable = async <Result>(
  signal: AbortSignalLike | undefined,
  work: (ending: Ending) => Promise<Result>,
): Promise<Result> => {
  throwIfAborted(signal);
  const ending = createEnding();
  const end = () => signal && ending.end(reasonOf(signal));
  signal?.addEventListener('abort', end);
  try {
    return await work(ending);
  } catch (error) {
    ending.end(error);
    throw ending.reason();
  } finally {
    signal?.removeEventListener('abort', end);
  }
};
