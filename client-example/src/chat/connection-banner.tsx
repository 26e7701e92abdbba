import { useSyncExternalStore } from 'react';
import { useChatServices } from './chat-services.tsx';

const WORDS = {
  offline: 'You are offline. Messages are sent again once you ask for it.',
  reconnecting: 'Reconnecting…',
};

/** Says when there is no connection; empty otherwise, so that it is read out when it changes. */
export const ConnectionBanner = () => {
  const { chat } = useChatServices();
  const state = useSyncExternalStore(chat.onConnectionChange, chat.connectionState);
  return (
    <div className="connection-banner" role="status" aria-label="Connection">
      {state !== 'online' && WORDS[state]}
    </div>
  );
};
