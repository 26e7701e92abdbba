/** A value that changes, and those who follow it: what React's `useSyncExternalStore` takes. */
export type Store<Value> = {
  get: () => Value;
  /** Calls the listener after each change; answers how to stop. */
  subscribe: (listener: () => void) => () => void;
};

export type WritableStore<Value> = Store<Value> & { set: (value: Value) => void };

export const createStore = <Value>(first: Value): WritableStore<Value> => {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
