import type { SecureChat } from '@sealed-stream/secure-chat';
import { useMemo, useSyncExternalStore } from 'react';
import { useChatServices } from '../chat-services.tsx';

const WORDS = {
  offline: 'You are offline. Messages are sent again once you ask for it.',
  reconnecting: 'Reconnecting…',
};

/**
 * stream-chat tells of a lost connection after 5 s only, and of a regained one at once, also when it did not tell of the loss;
 * the browser knows at once when the network is gone.
 */
const changesOf = (chat: SecureChat) => (listener: () => void) => {
  const { unsubscribe } = chat.stream.on('connection.changed', listener);
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    unsubscribe();
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};

/** Says when there is no connection; empty otherwise, so that it is read out when it changes. */
export const ConnectionBanner = () => {
  const { chat } = useChatServices();
  const subscribe = useMemo(() => changesOf(chat), [chat]);
  const state = useSyncExternalStore(subscribe, chat.connectionState);
  return (
    <div className="connection-banner" role="status" aria-label="Connection">
      {state !== 'online' && WORDS[state]}
    </div>
  );
};
