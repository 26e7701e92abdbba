import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** The value of a store, drawn again at each change. */
export const useStore = <Value>({ subscribe, get }: Store<Value>): Value =>
  useSyncExternalStore(subscribe, get, get);
