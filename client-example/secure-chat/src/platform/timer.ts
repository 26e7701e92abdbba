import type { PlatformAbortSignal } from './web-types.ts';

/** Calls back once after some time; answers how to call it off. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

/** The real one. It keeps no process alive. */
export const realTimer: Timer = (callback, milliseconds) => {
  const handle = setTimeout(callback, milliseconds);
  if (typeof handle === 'object') handle.unref();
  return () => clearTimeout(handle);
};

/** A wait that keeps the process alive. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A wait by a timer of the platform's. */
export const pauseBy =
  (timer: Timer) =>
  (milliseconds: number): Promise<void> =>
    new Promise((resolve) => timer(resolve, milliseconds));

/** `AbortSignal.timeout`, which React Native has only from 0.87 on. `callOff` when it is not needed any more. */
export const deadline = (
  timer: Timer,
  milliseconds: number,
): { signal: PlatformAbortSignal; callOff: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, callOff: timer(() => controller.abort(), milliseconds) };
};
