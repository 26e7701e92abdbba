import { useMemo } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel } from 'stream-chat';
import { ChannelList } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { ProblemPanel } from '../conversation/problem-panel.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { LanguageChoice } from './language-choice.tsx';

const NEWEST_FIRST = { last_message_at: -1 } as const;
const PAGE = { limit: 20, state: true, watch: true, presence: true };

/** The signed-in user's encrypted conversations. */
export const Sidebar = () => {
  const { self, encryptedChannelTypes } = useChatServices();
  const { list } = useChatTexts();
  const filters = useMemo(
    () => ({ type: { $in: [...encryptedChannelTypes] }, members: { $in: [self.id] } }),
    [encryptedChannelTypes, self.id],
  );
  // Events add rows whatever the filter says.
  const onlyEncrypted = (channels: Channel[]) =>
    channels.filter(({ type, disconnected }) => encryptedChannelTypes.includes(type) && !disconnected);
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
          channelRenderFilterFn={onlyEncrypted}
          setActiveChannelOnMount={false}
          sendChannelsToList
        />
      </ErrorBoundary>
      <LanguageChoice />
    </nav>
  );
};
