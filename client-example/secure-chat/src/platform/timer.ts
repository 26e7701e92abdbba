/** Calls back once after some time; answers how to call it off. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

/** The real one. It keeps no process alive. */
export const realTimer: Timer = (callback, milliseconds) => {
  const handle = setTimeout(callback, milliseconds);
  if (typeof handle === 'object') handle.unref();
  return () => clearTimeout(handle);
};
