import { SecureChatError } from '../errors.ts';
import { endable } from '../platform/ending.ts';
import type { Timer } from '../platform/timer.ts';
import type { AbortSignalLike, PlatformAbortSignal } from '../platform/web-types.ts';

/** How long a transfer may stand still; in milliseconds. */
const STALL_MS = 60_000;

/** What a transfer gets: when to stop, and how to say that some of it has arrived. */
export type Watched = { signal: PlatformAbortSignal; alive: () => void };

/**
 * Does a transfer as long as it makes headway. Rejects with the reason when `signal` aborts, and with `SecureChatError` `FILE_STALLED`
 * after a minute without a sign of life. What is under way is called off then, and when the transfer fails.
 */
export const unlessStalled = <Result>(
  timer: Timer,
  signal: AbortSignalLike | undefined,
  transfer: (watched: Watched) => Promise<Result>,
): Promise<Result> =>
  endable(signal, async (ending) => {
    let callOff = () => {};
    const alive = () => {
      callOff();
      callOff = timer(() => ending.end(new SecureChatError('FILE_STALLED')), STALL_MS);
    };
    alive();
    try {
      return await transfer({ signal: ending.signal, alive });
    } finally {
      callOff();
    }
  });
