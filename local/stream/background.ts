/** Work no request waits for (event hooks). */
export type Background = {
  signal: AbortSignal;
  run: (work: () => Promise<void>) => void;
  /** Stops what is running and resolves when nothing is left. */
  stop: () => Promise<void>;
};

/** `onFailure` hears of work that threw, unless it was stopped. */
export const startBackground = (onFailure: () => void): Background => {
  const controller = new AbortController();
  const running = new Set<Promise<void>>();
  const run = (work: () => Promise<void>) => {
    const task = work()
      .catch(() => {
        if (!controller.signal.aborted) onFailure();
      })
      .finally(() => running.delete(task));
    running.add(task);
  };
  const stop = async () => {
    controller.abort();
    await Promise.all(running);
  };
  return { signal: controller.signal, run, stop };
};
