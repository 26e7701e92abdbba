import { type ReactNode, useMemo } from 'react';
import { ChatProvider, useChatContext } from 'stream-chat-react';

/**
 * Keeps the conversation on the screen while the list beside it is loaded anew, as it is after a lost connection. The vendor's `Channel` would make way
 * for a sign of loading, and what somebody has typed or picked would be gone with it.
 */
export const StaysOpen = ({ children }: { children: ReactNode }) => {
  const chat = useChatContext('StaysOpen');
  const value = useMemo(
    () => ({ ...chat, channelsQueryState: { ...chat.channelsQueryState, queryInProgress: null } }),
    [chat],
  );
  return <ChatProvider value={value}>{children}</ChatProvider>;
};
