import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ChannelSearchSource, SearchController, UserSearchSource } from 'stream-chat';
import { Chat, type ComponentContextValue, useChatContext, WithComponents } from 'stream-chat-react';
import 'stream-chat-react/css/index.css';
import type { StackConfig } from '../config.ts';
import type { SecureChat } from '../secure-chat/create-secure-chat.ts';
import { BackButton } from './back-button.tsx';
import { ChannelListBody } from './channel-list-body.tsx';
import { ChannelRow } from './channel-row.tsx';
import './chat.css';
import { type ChatServices, ChatServicesProvider, type Person } from './chat-services.tsx';
import { composerSetup } from './composer-setup.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Conversation } from './conversation.tsx';
import { EmptyState } from './empty-state.tsx';
import { MessageMenu } from './message-menu.tsx';
import { MessageRow } from './message-row.tsx';
import { createOpenChannels } from './open-channels.ts';
import { createOwnWords } from './own-words.ts';
import { SealedAttachments } from './sealed-attachments.tsx';
import { SealedComposer } from './sealed-composer.tsx';
import { Sidebar } from './sidebar.tsx';
import { SidebarHeader } from './sidebar-header.tsx';
import { SealedThreadHeader } from './thread-header.tsx';
import { ServiceNotice } from './unreadable-message.tsx';
import { createUploadedFiles } from './uploaded-files.ts';
import { createWords } from './words.ts';

type Props = { chat: SecureChat; config: StackConfig; self: Person; onSignOut: () => void };

/** Where the vendor's parts would show or send what is in a message, ours stand instead. */
const OURS: Partial<ComponentContextValue> = {
  Attachment: SealedAttachments,
  ChannelListHeader: SidebarHeader,
  ChannelListItemActionButtons: () => null,
  ChannelListItemUI: ChannelRow,
  ChannelListUI: ChannelListBody,
  EmptyStateIndicator: EmptyState,
  HeaderStartContent: BackButton,
  MessageActions: MessageMenu,
  MessageComposerUI: SealedComposer,
  MessageSystem: ServiceNotice,
  MessageUI: MessageRow,
  ThreadHeader: SealedThreadHeader,
};

/** The whole chat of a signed-in user whose set-up is done. `chat` must be connected; leaving the screen changes nothing on the device. */
export const ChatScreen = ({ chat, config, self, onSignOut }: Props) => {
  const services = useServices({ chat, config, self, onSignOut });
  const isDark = useDarkMode();
  const words = useMemo(createWords, []);
  const searchController = useMemo(() => withoutMessageSearch(chat), [chat]);
  useEffect(() => {
    chat.stream.setMessageComposerSetupFunction(composerSetup(services));
  }, [chat, services]);
  const theme = isDark ? 'str-chat__theme-dark' : 'str-chat__theme-light';
  return (
    <ChatServicesProvider services={services}>
      <WithComponents overrides={OURS}>
        <Chat client={chat.stream} theme={theme} searchController={searchController} i18nInstance={words}>
          <Panes theme={theme} />
        </Chat>
      </WithComponents>
    </ChatServicesProvider>
  );
};

const Panes = ({ theme }: { theme: string }) => {
  const { channel } = useChatContext('Panes');
  return (
    <div className={`str-chat ${theme} chat-screen`} data-open={channel ? 'conversation' : 'list'}>
      <ConnectionBanner />
      <h1 className="only-heard">Sealed Stream</h1>
      <main className="chat-panes">
        <Sidebar />
        <Conversation />
      </main>
    </div>
  );
};

const useServices = ({ chat, config, self, onSignOut }: Props): ChatServices => {
  const kept = useMemo(
    () => ({
      openChannels: createOpenChannels(chat.openChannel),
      ownWords: createOwnWords(),
      uploadedFiles: createUploadedFiles(),
      leaving: new Set<string>(),
    }),
    [chat],
  );
  const { encryptedChannelTypes } = config;
  const { id, name } = self;
  return useMemo(
    () => ({ ...kept, chat, encryptedChannelTypes, self: { id, name }, onSignOut }),
    [kept, chat, encryptedChannelTypes, id, name, onSignOut],
  );
};

const withoutMessageSearch = ({ stream }: SecureChat): SearchController =>
  new SearchController({ sources: [new ChannelSearchSource(stream), new UserSearchSource(stream)] });

const DARK = '(prefers-color-scheme: dark)';

const useDarkMode = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(DARK);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(DARK).matches,
  );
