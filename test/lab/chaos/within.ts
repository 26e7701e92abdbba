import { setTimeout as sleep } from 'node:timers/promises';

/** What the work gives, or `otherwise` when it takes longer. Throws what the work throws. */
export const within = async <Result>(
  milliseconds: number,
  work: Promise<Result>,
  otherwise: Result,
): Promise<Result> => {
  const timer = new AbortController();
  const late = sleep(milliseconds, otherwise, { signal: timer.signal }).catch(() => otherwise);
  return Promise.race([work, late]).finally(() => timer.abort());
};
