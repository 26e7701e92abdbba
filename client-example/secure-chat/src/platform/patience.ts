import { reasonOf } from './ending.ts';
import type { Timer } from './timer.ts';
import type { AbortSignalLike } from './web-types.ts';

/** Waiting because a server has asked for it, where it can be seen. */
export type Patience = {
  /**
   * Does a call, and again when it is refused for a while. `secondsOf`: how many seconds the server asks for, null when it was not asked to wait,
   * `unsaid` when it does not say how long. Only for calls that a refusal leaves undone. Throws the last refusal after
   * {@link MOST_TRIES} tries, when that much waiting would be longer than {@link LONGEST_MS}, or when `end` comes; the signal's
   * reason when that aborts. `onWaiting`: called at the beginning of each wait and every half minute of it.
   */
  insist: <Answer>(
    call: () => Promise<Answer>,
    secondsOf: (refusal: unknown) => number | 'unsaid' | null,
    caller?: Caller,
  ) => Promise<Answer>;
  /** When the first of the calls that wait now goes on; null while none does. */
  waitingUntil: () => Date | null;
  /** Calls the listener when that changes; answers how to stop. */
  onChange: (listener: () => void) => () => void;
  /** Nothing waits any more, now or later. */
  end: () => void;
  hasEnded: () => boolean;
};

export type Caller = { signal?: AbortSignalLike | undefined; onWaiting?: (() => void) | undefined };

/** For all waits of one call together; two windows of Stream's rate limits and more. */
export const LONGEST_MS = 180_000;
export const MOST_TRIES = 8;

/** When a server does not say how long: this at first, then twice as long each time. */
const FIRST_MS = 1_000;
const MOST_AT_ONCE_MS = 60_000;
const MOST_SILENT_MS = 30_000;
/** The part of a wait, and the least and most of it, over which calls refused together are spread. */
const SPREAD = { share: 0.2, leastMs: 500, mostMs: 10_000 };

export type PatienceDeps = {
  timer: Timer;
  now: () => Date;
  /** From 0 to less than 1; need not be unguessable. */
  random: () => number;
};

export const createPatience = ({ timer, now, random }: PatienceDeps): Patience => {
  const waits = new Map<object, { until: number; stop: (why: 'ended') => void }>();
  const listeners = new Set<() => void>();
  let isOver = false;
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const wait = (milliseconds: number, { signal, onWaiting }: Caller): Promise<'over' | 'ended'> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(reasonOf(signal));
      const key = {};
      let callOff = () => {};
      const leave = () => {
        callOff();
        signal?.removeEventListener('abort', abort);
        waits.delete(key);
        tell();
      };
      const settle = (how: 'over' | 'ended') => {
        leave();
        resolve(how);
      };
      const abort = () => {
        leave();
        reject(signal && reasonOf(signal));
      };
      const goOn = (left: number): void => {
        onWaiting?.();
        const part = Math.min(left, MOST_SILENT_MS);
        callOff = timer(() => (part < left ? goOn(left - part) : settle('over')), part);
      };
      goOn(milliseconds);
      waits.set(key, { until: now().getTime() + milliseconds, stop: settle });
      signal?.addEventListener('abort', abort);
      tell();
    });
  const pauseOf = (seconds: number | 'unsaid', tries: number): number => {
    const told = seconds === 'unsaid' ? FIRST_MS * 2 ** (tries - 1) : seconds * 1000;
    const base = Math.min(told, MOST_AT_ONCE_MS);
    const spread = Math.max(base * SPREAD.share, SPREAD.leastMs) * 2 ** (tries - 1);
    return base + random() * Math.min(spread, SPREAD.mostMs);
  };
  return {
    insist: async (call, secondsOf, caller = {}) => {
      let waited = 0;
      for (let tries = 1; ; tries++) {
        try {
          return await call();
        } catch (refusal) {
          const seconds = secondsOf(refusal);
          if (seconds === null || isOver || tries >= MOST_TRIES) throw refusal;
          const pause = pauseOf(seconds, tries);
          waited += pause;
          if (waited > LONGEST_MS || (await wait(pause, caller)) === 'ended') throw refusal;
        }
      }
    },
    waitingUntil: () => {
      const first = Math.min(...[...waits.values()].map(({ until }) => until));
      return Number.isFinite(first) ? new Date(first) : null;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    end: () => {
      isOver = true;
      for (const { stop } of [...waits.values()]) stop('ended');
    },
    hasEnded: () => isOver,
  };
};
