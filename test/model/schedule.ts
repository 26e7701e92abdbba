import type { Chance } from './chance.ts';

/**
 * Somebody who waits: a device between start and crash, or the backend, which never crashes. `isBrief`: no time passes while they wait. A
 * device may sleep for hours in the middle of anything; no Lambda runs for minutes.
 */
export type Life = { isAlive: boolean; isBrief?: boolean };

/**
 * Decides who goes on next. Everything in the model that would wait for a network waits here, so any two calls can be interleaved, and
 * a crash is a wait that never ends.
 */
export const createSchedule = (chance: Chance) => {
  let waiting: { life: Life; go: () => void }[] = [];
  let time = Date.UTC(2026, 0, 1);
  let timers: { at: number; life: Life; callback: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const dropDead = () => {
    waiting = waiting.filter(({ life }) => life.isAlive);
    timers = timers.filter(({ life }) => life.isAlive);
  };
  const step = async (): Promise<boolean> => {
    dropDead();
    const [one] = waiting.splice(chance.below(waiting.length || 1), 1);
    one?.go();
    await settle();
    return one !== undefined;
  };
  const endBrief = async (): Promise<void> => {
    for (let brief = waiting.find(({ life }) => life.isBrief); brief; ) {
      waiting = waiting.filter((other) => other !== brief);
      brief.go();
      await settle();
      brief = waiting.find(({ life }) => life.isBrief);
    }
  };
  const advance = async (milliseconds: number): Promise<void> => {
    await endBrief();
    time += milliseconds;
    for (const timer of timers.filter(({ at }) => at <= time)) {
      timers = timers.filter((other) => other !== timer);
      if (timer.life.isAlive) timer.callback();
    }
    await settle();
  };
  /** Lets everybody go on until nobody waits, in no time. Answers how many steps that took. */
  const drain = async (): Promise<number> => {
    let steps = 0;
    await settle();
    while (await step()) if (++steps > 20_000) throw new Error('never calm');
    return steps;
  };
  return {
    pause: (life: Life) => new Promise<void>((go) => waiting.push({ life, go })),
    now: () => new Date(time),
    timer: (life: Life) => (callback: () => void, milliseconds: number) => {
      const timer = { at: time + milliseconds, life, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    step,
    advance,
    settle,
    drain,
    /** Lets everybody go on until nobody waits and no timer runs within a minute or so. */
    calm: async (): Promise<void> => {
      for (let round = 0; round < 40; round++) {
        const steps = await drain();
        dropDead();
        if (round > 0 && steps === 0 && timers.length === 0) return;
        await advance(61_000);
      }
      if (timers.length > 0) throw new Error('timers without end');
    },
  };
};

export type Schedule = ReturnType<typeof createSchedule>;
