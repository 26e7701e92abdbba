import { useCallback, useSyncExternalStore } from 'react';
import type { ConnectionState } from '../stream/connection-state.ts';
import { useSecureChat } from './secure-chat-context.ts';

/** Calls the listener when the device's network comes or goes; answers how to stop. */
export type NetworkChanges = (listener: () => void) => () => void;

const NONE: NetworkChanges = () => () => {};

/**
 * Where the connection to Stream stands. stream-chat tells of a lost one after 5 s only; the device knows at once when its network is
 * gone, so hand over `networkChanges` (the same function each time): `online` and `offline` of a browser's window, NetInfo on React Native.
 */
export const useConnectionState = (networkChanges: NetworkChanges = NONE): ConnectionState => {
  const chat = useSecureChat();
  const subscribe = useCallback(
    (listener: () => void) => {
      const { unsubscribe } = chat.stream.on('connection.changed', listener);
      const stop = networkChanges(listener);
      return () => {
        unsubscribe();
        stop();
      };
    },
    [chat, networkChanges],
  );
  return useSyncExternalStore(subscribe, chat.connectionState, chat.connectionState);
};
