/** Runs one job after another and gives way to the user interface in between. */
export type RunInSlices = <T>(job: () => Promise<T>) => Promise<T>;

/** Less than half of a frame at sixty a second, so that the page can draw in the rest; the last job of a slice may go over it. */
const SLICE_MS = 6;

/** A turn for everything else that waits in the event loop. Not a timer where that can be helped: hidden pages get one a second. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') return void setTimeout(resolve, 0);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** So many jobs are under way at once: while one waits for the platform's cryptography, others go on. */
const MOST_AT_ONCE = 4;

/**
 * Makes a queue for jobs that keep the processor busy: they begin in the order they came, a few at once, and a few milliseconds after the first was
 * asked for, and each few after that, `yieldToUi` is awaited. A job that fails rejects for its caller alone. `clock` in milliseconds.
 */
export const createSlices = (
  yieldToUi: () => Promise<void> = nextTurn,
  clock: () => number = Date.now,
): RunInSlices => {
  let lastBegun: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();
  let sliceStart: number | null = null;
  const begin = () => {
    sliceStart = clock();
    // When this comes back the event loop has turned, so everything else had its time already.
    void yieldToUi().then(() => {
      sliceStart = null;
    });
  };
  const turn = async (): Promise<void> => {
    while (underWay.size >= MOST_AT_ONCE) await Promise.race(underWay);
    if (sliceStart !== null && clock() - sliceStart >= SLICE_MS) await yieldToUi();
    if (sliceStart === null) begin();
  };
  return (job) => {
    // What the caller does until the job begins, as asking for many at once, keeps the user interface waiting too.
    if (sliceStart === null) begin();
    const begun = lastBegun.then(turn).then(() => {
      const done = job();
      const ended: Promise<unknown> = done.catch(() => {}).then(() => underWay.delete(ended));
      underWay.add(ended);
      return { done };
    });
    lastBegun = begun;
    return begun.then(({ done }) => done);
  };
};
