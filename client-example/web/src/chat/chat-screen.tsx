import type { SecureChat } from '@sealed-stream/secure-chat';
import {
  createUploadedFiles,
  SecureChatProvider,
  useComposerSetup,
  useProblemWords,
} from '@sealed-stream/secure-chat/react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { ChannelSearchSource, SearchController, UserSearchSource } from 'stream-chat';
import { Chat, type ComponentContextValue, WithComponents } from 'stream-chat-react';
import 'stream-chat-react/css/index.css';
import type { StackConfig } from '@sealed-stream/secure-chat/screens';
import { useStartTexts } from '../texts/use-start-texts.ts';
import { useAddress } from './address/use-address.ts';
import { BackButton } from './conversation/back-button.tsx';
import { ChannelListBody } from './list/channel-list-body.tsx';
import { ChannelRow } from './list/channel-row.tsx';
import './chat.css';
import { Conversation } from './conversation/conversation.tsx';
import { loadOpenedAhead } from './conversation/opened-part.tsx';
import { pickedFiles } from './files/picked-files.ts';
import { Sidebar } from './list/sidebar.tsx';
import { SidebarHeader } from './list/sidebar-header.tsx';
import { ConnectionBanner } from './notices/connection-banner.tsx';
import { DeletedNotice } from './notices/deleted-notice.tsx';
import { speakOfErrors } from './notices/speak-of-errors.ts';
import { EmptyState } from './parts/empty-state.tsx';
import {
  type ChatServices,
  ChatServicesProvider,
  type Person,
  useChatServices,
} from './services/chat-services.tsx';
import { UnreadNews } from './unread/unread-news.tsx';
import { useVendorWords } from './vendor-words.ts';

type Props = { chat: SecureChat; config: StackConfig; self: Person; onSignOut: () => void };

/** Where the vendor's parts would show or send what is in a message, ours stand instead. */
const OURS: Partial<ComponentContextValue> = {
  ChannelListHeader: SidebarHeader,
  ChannelListItemActionButtons: () => null,
  ChannelListItemUI: ChannelRow,
  ChannelListUI: ChannelListBody,
  EmptyStateIndicator: EmptyState,
  HeaderStartContent: BackButton,
};

/** The whole chat of a signed-in user whose set-up is done. `chat` must be connected; leaving the screen changes nothing on the device. */
export const ChatScreen = ({ chat, config, self, onSignOut }: Props) => {
  const services = useServices({ config, self, onSignOut, chat });
  useEffect(loadOpenedAhead, []);
  return (
    <SecureChatProvider chat={chat}>
      <ChatServicesProvider services={services}>
        <WithComponents overrides={OURS}>
          <VendorsChat />
        </WithComponents>
      </ChatServicesProvider>
    </SecureChatProvider>
  );
};

const VendorsChat = () => {
  const { chat } = useChatServices();
  const words = useVendorWords();
  const searchController = useMemo(() => withoutMessageSearch(chat), [chat]);
  const theme = useDarkMode() ? 'str-chat__theme-dark' : 'str-chat__theme-light';
  useVendorsComposer();
  return (
    <Chat client={chat.stream} theme={theme} searchController={searchController} i18nInstance={words}>
      <Panes theme={theme} />
    </Chat>
  );
};

const Panes = ({ theme }: { theme: string }) => {
  const { cid } = useAddress();
  const { product } = useStartTexts();
  return (
    <div className={`str-chat ${theme} chat-screen`} data-open={cid ? 'conversation' : 'list'}>
      <ConnectionBanner />
      <DeletedNotice />
      <ErrorBoundary fallback={null}>
        <UnreadNews />
      </ErrorBoundary>
      <h1 className="only-heard">{product}</h1>
      <main className="chat-panes">
        <Sidebar />
        <Conversation />
      </main>
    </div>
  );
};

const useVendorsComposer = (): void => {
  const { chat, uploadedFiles } = useChatServices();
  const problemWords = useProblemWords();
  useComposerSetup(uploadedFiles, pickedFiles);
  useEffect(() => speakOfErrors(chat.stream.notifications, problemWords), [chat, problemWords]);
};

const useServices = ({ chat, config, self, onSignOut }: Props): ChatServices => {
  const [uploadedFiles] = useState(() => createUploadedFiles((url) => URL.revokeObjectURL(url)));
  const { encryptedChannelTypes } = config;
  const { id, name } = self;
  return useMemo(
    () => ({ uploadedFiles, chat, encryptedChannelTypes, self: { id, name }, onSignOut }),
    [uploadedFiles, chat, encryptedChannelTypes, id, name, onSignOut],
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
