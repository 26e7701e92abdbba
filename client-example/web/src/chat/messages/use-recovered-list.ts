import { useEffect } from 'react';
import { useChannelActionContext, useChannelStateContext } from 'stream-chat-react';

/**
 * After a lost connection the core has made the channel's messages and threads what Stream has now. The vendor's `Channel` keeps whether there are older
 * ones, and the thread on the screen, in a state of its own: here it takes them anew.
 */
export const useRecoveredList = (): void => {
  const { channel, thread } = useChannelStateContext('useRecoveredList');
  const { dispatch } = useChannelActionContext('useRecoveredList');
  const threadId = thread?.id;
  useEffect(() => {
    const { unsubscribe } = channel.getClient().on('connection.recovered', () => {
      if (channel.disconnected) return;
      const { messages, messagePagination, threads } = channel.state;
      const [hasMore, hasMoreNewer] = [messagePagination.hasPrev, messagePagination.hasNext];
      dispatch({ type: 'jumpToLatestMessageFinished', hasMore, hasMoreNewer, messages: [...messages] });
      if (!threadId) return;
      const threadMessages = [...(threads[threadId] ?? [])];
      dispatch({ type: 'loadMoreThreadFinished', threadHasMore: true, threadMessages });
    });
    return unsubscribe;
  }, [channel, dispatch, threadId]);
};
