import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import { useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel as StreamChannel } from 'stream-chat';
import { Channel, MessageComposer, Thread, useChatContext, Window } from 'stream-chat-react';
import { useChatServices } from '../chat-services.tsx';
import { useEncryption } from '../encryption/use-encryption.ts';
import { createOpenedFiles, type OpenedFiles } from '../files/opened-files.ts';
import { outgoingRequests } from '../messages/outgoing-requests.ts';
import { SealedMessageList } from '../messages/sealed-message-list.tsx';
import { ContactNotices } from '../notices/contact-notices.tsx';
import { isForgottenDevice, problemWords } from '../parts/problem-words.ts';
import { ConversationContext } from './conversation-context.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import { useOpenChannel } from './use-open-channel.ts';
import { type Removal, useRemoval } from './use-removal.ts';

/** The pane beside the list: the open conversation, or what stands in its way. */
export const Conversation = () => {
  const { channel, setActiveChannel } = useChatContext('Conversation');
  const leave = () => setActiveChannel(undefined);
  const removal = useRemoval(channel);
  return (
    <section className="chat-conversation" aria-label="Conversation">
      {!channel && <NothingOpen />}
      {channel && removal && <Ended removal={removal} />}
      {channel && !removal && (
        <ErrorBoundary
          key={channel.cid}
          fallbackRender={({ resetErrorBoundary }) => (
            <ProblemPanel
              title="This conversation stopped unexpectedly"
              onRetry={resetErrorBoundary}
              onLeave={leave}
              retryLabel="Open it again"
            />
          )}
        >
          <Opening channel={channel} />
        </ErrorBoundary>
      )}
    </section>
  );
};

const NothingOpen = () => (
  <div className="problem-panel nothing-open">
    <h2>Choose a conversation</h2>
    <p>Or start a new one with somebody you know.</p>
  </div>
);

const ENDED: Record<Removal, string> = {
  removed: 'You were removed from this conversation',
  deleted: 'This conversation was deleted',
  left: 'You have left this conversation',
};

const Ended = ({ removal }: { removal: Removal }) => {
  const { setActiveChannel } = useChatContext('Ended');
  return (
    <ProblemPanel
      title={ENDED[removal]}
      retryLabel="Back to conversations"
      onRetry={() => setActiveChannel(undefined)}
    >
      <p>Nothing more can be read or written here.</p>
    </ProblemPanel>
  );
};

const Opening = ({ channel }: { channel: StreamChannel }) => {
  const opening = useOpenChannel(channel.cid);
  if (opening.state === 'open') return <Opened encrypted={opening.encrypted} />;
  if (opening.state === 'failed') return <NotOpened error={opening.error} onRetry={opening.retry} />;
  return (
    <p className="opening" role="status">
      Opening…
    </p>
  );
};

const NotOpened = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { onSignOut } = useChatServices();
  const { setActiveChannel } = useChatContext('NotOpened');
  const isForgotten = isForgottenDevice(error);
  return (
    <ProblemPanel
      title="This conversation cannot be opened"
      onRetry={isForgotten ? onSignOut : onRetry}
      retryLabel={isForgotten ? 'Sign out' : 'Try again'}
      onLeave={() => setActiveChannel(undefined)}
    >
      <p>{problemWords(error)}</p>
    </ProblemPanel>
  );
};

const Opened = ({ encrypted }: { encrypted: EncryptedChannel }) => {
  const services = useChatServices();
  const files = useOpenedFiles(encrypted);
  const encryption = useEncryption(encrypted);
  const [requests] = useState(() => outgoingRequests(services, encrypted));
  if (!files) return null;
  return (
    <ConversationContext value={{ ...encryption, encrypted, files }}>
      <Channel channel={encrypted.stream} {...requests}>
        <Window>
          <ConversationHeader />
          <SealedMessageList />
          <ContactNotices />
          <MessageComposer focus />
        </Window>
        <Thread />
      </Channel>
    </ConversationContext>
  );
};

const useOpenedFiles = (encrypted: EncryptedChannel): OpenedFiles | null => {
  const [files, setFiles] = useState<OpenedFiles | null>(null);
  useEffect(() => {
    const made = createOpenedFiles(encrypted);
    setFiles(made);
    return made.close;
  }, [encrypted]);
  return files;
};
