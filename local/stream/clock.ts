export type EmulatorClock = {
  /** Unix milliseconds that grow at every call, so that creation times give one order. */
  next: () => number;
  /** The same time, without counting as a call. */
  peek: () => number;
  /** Lets so many milliseconds pass at once. */
  advance: (ms: number) => void;
};

/** The emulator's time: the machine's unless told, and what a test or a fault switch has let pass on top. */
export const openClock = (machine: () => number = Date.now): EmulatorClock => {
  let ahead = 0;
  let last = 0;
  const peek = () => Math.max(machine() + ahead, last);
  return {
    next: () => {
      last = Math.max(machine() + ahead, last + 1);
      return last;
    },
    peek,
    advance: (ms) => {
      ahead += ms;
    },
  };
};
