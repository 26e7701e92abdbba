import type { EncryptedChannel } from '@sealed-stream/secure-chat';
import {
  type ChannelEnding,
  isForgottenDevice,
  outgoingRequests,
  useChannelEnding,
  useEncryptedChannel,
  useInvitation,
  useOwnWords,
  useProblemWords,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel as StreamChannel } from 'stream-chat';
import { Channel, MessageComposer, Thread, useChatContext, Window } from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { InvitationPart } from '../invitations/invitation-part.tsx';
import { NotAccepted } from '../invitations/not-accepted.tsx';
import { SealedMessageList } from '../messages/sealed-message-list.tsx';
import { ContactNotices } from '../notices/contact-notices.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { ConversationContext } from '../services/conversation-context.tsx';
import { createOpenedFiles, type OpenedFiles } from '../services/opened-files.ts';
import { ConversationHeader } from './conversation-header.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import { StaysOpen } from './stays-open.tsx';

/** The pane beside the list: the open conversation, or what stands in its way. */
export const Conversation = () => {
  const { channel, setActiveChannel } = useChatContext('Conversation');
  const texts = useChatTexts().conversation;
  const leave = () => setActiveChannel(undefined);
  const ending = useChannelEnding(channel);
  const invitation = useInvitation(channel);
  return (
    <section className="chat-conversation" aria-label={texts.label}>
      {!channel && <NothingOpen />}
      {channel && ending && <Ended ending={ending} />}
      {channel && !ending && invitation && <InvitationPart key={channel.cid} invitation={invitation} />}
      {channel && !ending && !invitation && (
        <ErrorBoundary
          key={channel.cid}
          fallbackRender={({ resetErrorBoundary }) => (
            <ProblemPanel
              title={texts.stopped}
              onRetry={resetErrorBoundary}
              onLeave={leave}
              retryLabel={texts.openAgain}
            />
          )}
        >
          <Opening channel={channel} />
        </ErrorBoundary>
      )}
    </section>
  );
};

const NothingOpen = () => {
  const { choose, orStart } = useChatTexts().conversation;
  return (
    <div className="problem-panel nothing-open">
      <h2>{choose}</h2>
      <p>{orStart}</p>
    </div>
  );
};

const Ended = ({ ending }: { ending: ChannelEnding }) => {
  const { setActiveChannel } = useChatContext('Ended');
  const { endings } = useTexts();
  const { backToList, conversation } = useChatTexts();
  return (
    <ProblemPanel title={endings[ending]} retryLabel={backToList} onRetry={() => setActiveChannel(undefined)}>
      <p>{conversation.ended}</p>
    </ProblemPanel>
  );
};

const Opening = ({ channel }: { channel: StreamChannel }) => {
  const opening = useEncryptedChannel(channel.cid);
  const texts = useChatTexts();
  if (opening.state === 'open') return <Opened encrypted={opening.channel} />;
  if (opening.state === 'failed') return <NotOpened error={opening.error} onRetry={opening.retry} />;
  return (
    <p className="opening" role="status">
      {texts.opening}
    </p>
  );
};

const NotOpened = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { onSignOut } = useChatServices();
  const { setActiveChannel } = useChatContext('NotOpened');
  const { conversation, signOut, tryAgain } = useChatTexts();
  const problemWords = useProblemWords();
  const isForgotten = isForgottenDevice(error);
  return (
    <ProblemPanel
      title={conversation.notOpened}
      onRetry={isForgotten ? onSignOut : onRetry}
      retryLabel={isForgotten ? signOut.button : tryAgain}
      onLeave={() => setActiveChannel(undefined)}
    >
      <p>{problemWords(error)}</p>
    </ProblemPanel>
  );
};

const Opened = ({ encrypted }: { encrypted: EncryptedChannel }) => {
  const { uploadedFiles } = useChatServices();
  const ownWords = useOwnWords();
  const files = useOpenedFiles(encrypted);
  const [requests] = useState(() => outgoingRequests({ ownWords, uploadedFiles }, encrypted));
  if (!files) return null;
  return (
    <ConversationContext value={{ encrypted, files }}>
      <StaysOpen>
        <Channel channel={encrypted.stream} {...requests}>
          <Window>
            <ConversationHeader />
            <SealedMessageList />
            <ContactNotices />
            <NotAccepted />
            <MessageComposer focus />
          </Window>
          <Thread />
        </Channel>
      </StaysOpen>
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
