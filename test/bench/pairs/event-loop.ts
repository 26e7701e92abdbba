import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** Of a thread's event loop: milliseconds it was late by, and for which share of the time it had something to do. */
export type EventLoop = { p50: number; p99: number; busy: number };

const RESOLUTION_MS = 5;

/** Watches this thread's event loop until `end`. */
export const watchEventLoop = (): { end: () => EventLoop } => {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const before = performance.eventLoopUtilization();
  histogram.enable();
  return {
    end: () => {
      histogram.disable();
      const late = (share: number) => Math.max(0, histogram.percentile(share) / 1e6 - RESOLUTION_MS);
      return { p50: late(50), p99: late(99), busy: performance.eventLoopUtilization(before).utilization };
    },
  };
};
