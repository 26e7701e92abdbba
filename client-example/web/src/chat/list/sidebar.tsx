import {
  INVITATION_CHANGES,
  isInvitation,
  nextConversations,
  useRedrawOn,
} from '@sealed-stream/secure-chat/react';
import { useMemo } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel, ChannelFilters, StreamChat } from 'stream-chat';
import { ChannelList, type ChannelListProps } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { ProblemPanel } from '../conversation/problem-panel.tsx';
import { useChatServices } from '../services/chat-services.tsx';

const NEWEST_FIRST = { last_message_at: -1 } as const;
const PAGE = { limit: 20, state: true, watch: true, presence: true };

/** The signed-in user's encrypted conversations. */
export const Sidebar = () => {
  const { chat, self, encryptedChannelTypes } = useChatServices();
  const { list } = useChatTexts();
  const filters = useMemo(
    () => ({ type: { $in: [...encryptedChannelTypes] }, members: { $in: [self.id] } }),
    [encryptedChannelTypes, self.id],
  );
  useRedrawOn(INVITATION_CHANGES);
  // Events add rows whatever the filter says.
  const onlyConversations = (channels: Channel[]) =>
    channels.filter(
      (channel) =>
        encryptedChannelTypes.includes(channel.type) && !channel.disconnected && !isInvitation(channel),
    );
  const query = useMemo(() => queryOf(chat.stream, filters), [chat, filters]);
  return (
    <nav className="chat-sidebar" aria-label={list.title}>
      <ErrorBoundary
        fallbackRender={({ resetErrorBoundary }) => (
          <ProblemPanel title={list.stopped} onRetry={resetErrorBoundary} />
        )}
      >
        <ChannelList
          filters={filters}
          sort={NEWEST_FIRST}
          options={PAGE}
          customQueryChannels={query}
          channelRenderFilterFn={onlyConversations}
          setActiveChannelOnMount={false}
          sendChannelsToList
        />
      </ErrorBoundary>
    </nav>
  );
};

type Query = NonNullable<ChannelListProps['customQueryChannels']>;

/** In place of the vendor's: a page may hold nothing but invitations, which have their own place. */
const queryOf =
  (stream: StreamChat, filters: ChannelFilters): Query =>
  async ({ currentChannels, queryType, setChannels, setHasNextPage }) => {
    const known = queryType === 'reload' ? [] : currentChannels;
    const wanted = { filters, sort: NEWEST_FIRST, options: PAGE };
    const { channels, hasMore } = await nextConversations(stream, wanted, known);
    setChannels(channels);
    setHasNextPage(hasMore);
  };
