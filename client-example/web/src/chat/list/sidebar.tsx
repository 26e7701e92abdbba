import { INVITATION_CHANGES, isInvitation, useRedrawOn } from '@sealed-stream/secure-chat/react';
import { useMemo } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel } from 'stream-chat';
import { ChannelList } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { ProblemPanel } from '../conversation/problem-panel.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { loadsConversations } from './loads-conversations.ts';

const WANTED = {
  sort: { last_message_at: -1 },
  options: { limit: 20, state: true, watch: true, presence: true },
} as const;
/** Less than no number: the vendor loads the list anew after each lost connection, also when two are within seconds. */
const NO_THROTTLE = Number.NaN;

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
  const query = useMemo(() => loadsConversations(chat.stream, { ...WANTED, filters }), [chat, filters]);
  return (
    <nav className="chat-sidebar" aria-label={list.title}>
      <ErrorBoundary
        fallbackRender={({ resetErrorBoundary }) => (
          <ProblemPanel title={list.stopped} onRetry={resetErrorBoundary} />
        )}
      >
        <ChannelList
          filters={filters}
          sort={WANTED.sort}
          options={WANTED.options}
          recoveryThrottleIntervalMs={NO_THROTTLE}
          customQueryChannels={query}
          channelRenderFilterFn={onlyConversations}
          setActiveChannelOnMount={false}
          sendChannelsToList
        />
      </ErrorBoundary>
    </nav>
  );
};
