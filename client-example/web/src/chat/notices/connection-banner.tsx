import { useConnectionState, useTexts, useWaiting } from '@sealed-stream/secure-chat/react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';

const networkChanges = (listener: () => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

/** Says when there is no connection, or when Stream has asked to wait; empty otherwise, so that it is read out when it changes. */
export const ConnectionBanner = () => {
  const state = useConnectionState(networkChanges);
  const isWaiting = useWaiting();
  const { connection } = useTexts();
  return (
    <div
      className="connection-banner"
      data-state={state}
      role="status"
      aria-label={useChatTexts().connection}
    >
      {state !== 'online' ? connection[state] : isWaiting && connection.waiting}
    </div>
  );
};
