/** Unix milliseconds that grow at every call, so that creation times give one order. */
export const growingClock = (): (() => number) => {
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1);
    return last;
  };
};
