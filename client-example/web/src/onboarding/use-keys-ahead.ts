import { type KeyMakingState, useStore } from '@sealed-stream/secure-chat/react';
import { useEffect } from 'react';
import { useClient } from '../state/client-context.ts';
import { useSetUp } from '../state/use-set-up.ts';

/** Begins the keys of somebody new as soon as the screen is shown. When that fails, they are made when they are needed. */
export const useKeysAhead = (): KeyMakingState => {
  const { keys, makeKeysAhead } = useClient();
  const { isReturning } = useSetUp();
  useEffect(() => {
    if (!isReturning) makeKeysAhead().catch(() => {});
  }, [isReturning, makeKeysAhead]);
  return useStore(keys.progress);
};
