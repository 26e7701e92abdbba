import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useClient } from '../state/client-context.ts';
import type { KeyMakingState } from '../state/key-making.ts';
import { useOnboardingStore } from '../state/onboarding-store.ts';

/** Begins the keys of somebody new as soon as the screen is shown. When that fails, they are made when they are needed. */
export const useKeysAhead = (): KeyMakingState => {
  const { keys, makeKeysAhead } = useClient();
  const isReturning = useOnboardingStore((store) => store.isReturning);
  useEffect(() => {
    if (!isReturning) makeKeysAhead().catch(() => {});
  }, [isReturning, makeKeysAhead]);
  return useStore(keys.progress, ({ state }) => state);
};
