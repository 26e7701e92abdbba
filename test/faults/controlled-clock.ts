import { createRequire, syncBuiltinESMExports } from 'node:module';

/*
 * Time as the functions see it, in a process of its own. It stands still until somebody waits and nothing else goes on; then it jumps to the
 * next moment at which a wait or a deadline is over. So deadlines of seconds pass at once, and times are the same in each run.
 */

/** Every run begins then. */
const BEGINS_AT = Date.parse('2026-11-22T10:00:00.000Z');
/** Nobody waits longer than this for one call; what does, waits for ever. */
const FOR_EVER_MS = 700_000;
/** So many turns of the event loop, and at least this long by the machine's clock, without a call under way: then nothing goes on. */
const QUIET_TURNS = 12;
const QUIET_MS = 2;
/** A busy machine may take longer before a deadline is set: so long nothing must go on before it is said that none will be. */
const SURELY_QUIET_MS = 100;

type Wait = { at: number; end: () => void; isSleep: boolean };

export type ControlledClock = {
  /** Milliseconds since it was started last. */
  passed: () => number;
  /** Begins a world anew, without any wait. */
  begin: () => void;
  /** Counts from here, so much later. */
  restart: (ms: number) => void;
  /** Somebody is kept waiting for an answer, until the function it gives is called. `onForEver`: no deadline will end it. */
  keepWaiting: (onForEver: () => void) => () => void;
  /** Resolves when nothing goes on and nobody waits. */
  settled: () => Promise<void>;
  /** Resolves when for some turns of the event loop nobody has made anything ready to send. */
  still: () => Promise<void>;
};

/**
 * Takes the place of `Date`, `performance.now`, `AbortSignal.timeout` and the sleep of `node:timers/promises` in this process for good, and of
 * chance: what is spread at random is spread by nothing. `isBusy` says whether a call is under way.
 */
export const takeTheClock = (isBusy: () => boolean): ControlledClock => {
  const RealDate = Date;
  const machineNow = performance.now.bind(performance);
  let now = BEGINS_AT;
  let startedAt = BEGINS_AT;
  let waits: Wait[] = [];
  const kept = new Set<() => void>();
  let signing = 0;

  const without = async (goesOn: () => boolean, leastMs = QUIET_MS): Promise<void> => {
    const began = machineNow();
    for (let turns = 0; turns < QUIET_TURNS || machineNow() - began < leastMs; turns++) {
      await new Promise((done) => setImmediate(done));
      if (goesOn()) turns = 0;
    }
  };
  const still = () => without(() => signing > 0);
  const quiet = (leastMs?: number) => without(() => isBusy() || signing > 0, leastMs);
  const isWaitedFor = () => kept.size > 0 || waits.some(({ isSleep }) => isSleep);
  const firstWait = () => waits.toSorted((one, other) => one.at - other.at)[0];
  let jumping: Promise<void> | undefined;
  const jumpOn = async (): Promise<void> => {
    while (isWaitedFor()) {
      await quiet();
      if (!isWaitedFor()) return;
      const isOver = (wait = firstWait()) => !wait || wait.at - startedAt > FOR_EVER_MS;
      if (isOver()) await quiet(SURELY_QUIET_MS);
      const next = firstWait();
      if (!next || isOver(next)) {
        for (const tell of [...kept]) tell();
        waits = [];
        continue;
      }
      waits = waits.filter((wait) => wait !== next);
      now = Math.max(now, next.at);
      next.end();
    }
  };
  const startJumping = () => {
    jumping ??= jumpOn().finally(() => {
      jumping = undefined;
    });
  };
  const wait = (ms: number, end: () => void, isSleep: boolean) => {
    waits.push({ at: now + ms, end, isSleep });
    if (isSleep) startJumping();
  };

  class StandingDate extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now = () => now;
  }
  globalThis.Date = StandingDate as DateConstructor;
  performance.now = () => now - BEGINS_AT;
  Math.random = () => 0;
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    wait(ms, () => controller.abort(new DOMException('The time is up', 'TimeoutError')), false);
    return controller.signal;
  };
  const timers = createRequire(import.meta.url)('node:timers/promises');
  timers.setTimeout = (ms: number, value: unknown) =>
    new Promise((done) => wait(ms, () => done(value), true));
  syncBuiltinESMExports();
  watchSigning((by) => {
    signing += by;
  });

  return {
    passed: () => now - startedAt,
    begin: () => {
      now = BEGINS_AT;
      startedAt = now;
      waits = [];
    },
    restart: (ms) => {
      now += ms;
      startedAt = now;
    },
    keepWaiting: (onForEver) => {
      kept.add(onForEver);
      startJumping();
      return () => void kept.delete(onForEver);
    },
    settled: async () => {
      do {
        await quiet();
        await jumping;
      } while (isBusy() || isWaitedFor());
    },
    still,
  };
};

/** WebCrypto works beside the event loop, so that nobody would see that a call is about to be made. */
const watchSigning = (count: (by: 1 | -1) => void): void => {
  const subtle = Object.getPrototypeOf(crypto.subtle) as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ['sign', 'digest', 'importKey', 'encrypt', 'decrypt', 'deriveBits', 'deriveKey']) {
    const work = subtle[name];
    if (!work) continue;
    subtle[name] = function (...args) {
      count(1);
      return Promise.resolve(work.apply(this, args)).finally(() => count(-1));
    };
  }
};
