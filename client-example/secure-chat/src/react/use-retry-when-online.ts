import { useEffect, useRef } from 'react';
import { useConnectionState } from './use-connection-state.ts';

/** Calls `retry` each time that the connection comes back while something has failed; a failure while there is one is for the person to try again. */
export const useRetryWhenOnline = (hasFailed: boolean, retry: () => void): void => {
  const state = useConnectionState();
  const before = useRef(state);
  useEffect(() => {
    const isBack = state === 'online' && before.current !== 'online';
    before.current = state;
    if (isBack && hasFailed) retry();
  }, [state, hasFailed, retry]);
};
