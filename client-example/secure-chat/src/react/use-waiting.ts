import { useCallback, useSyncExternalStore } from 'react';
import { useSecureChat } from './secure-chat-context.ts';

/** Whether anything waits because Stream or the backend has asked for it. It goes on by itself; `connection.waiting` of the texts says so. */
export const useWaiting = (): boolean => {
  const { waitingUntil, onWaitingChange } = useSecureChat();
  const isWaiting = useCallback(() => waitingUntil() !== null, [waitingUntil]);
  return useSyncExternalStore(onWaitingChange, isWaiting, isWaiting);
};
