import {
  type ChannelEnding,
  isForgottenDevice,
  useChannelEnding,
  useEncryptedChannel,
  useInvitation,
  useProblemWords,
  useTexts,
} from '@sealed-stream/secure-chat/react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Channel as StreamChannel } from 'stream-chat';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { Button } from '../../ui/button.tsx';
import { goToList, openWindow } from '../address/use-address.ts';
import { useAddressedChannel } from '../address/use-addressed-channel.ts';
import { InvitationPart } from '../invitations/invitation-part.tsx';
import { useChatServices } from '../services/chat-services.tsx';
import { OpenedPart } from './opened-part.tsx';
import { ProblemPanel } from './problem-panel.tsx';

/** The pane beside the list: the open conversation, or what stands in its way. */
export const Conversation = () => {
  const addressed = useAddressedChannel();
  const texts = useChatTexts();
  const problemWords = useProblemWords();
  return (
    <section className="chat-conversation" aria-label={texts.conversation.label}>
      {addressed.state === 'none' && <NothingOpen />}
      {addressed.state === 'looking' && (
        <p className="opening" role="status">
          {texts.opening}
        </p>
      )}
      {addressed.state === 'missing' && (
        <ProblemPanel title={texts.conversation.missing} onLeave={goToList}>
          <p>{texts.conversation.missingWhy}</p>
        </ProblemPanel>
      )}
      {addressed.state === 'failed' && (
        <ProblemPanel title={texts.conversation.notOpened} onRetry={addressed.retry} onLeave={goToList}>
          <p>{problemWords(addressed.error)}</p>
        </ProblemPanel>
      )}
      {addressed.state === 'found' && <Found channel={addressed.channel} />}
    </section>
  );
};

const Found = ({ channel }: { channel: StreamChannel }) => {
  const texts = useChatTexts().conversation;
  const ending = useChannelEnding(channel);
  const invitation = useInvitation(channel);
  if (ending) return <Ended ending={ending} />;
  if (invitation) return <InvitationPart key={channel.cid} invitation={invitation} />;
  return (
    <ErrorBoundary
      key={channel.cid}
      fallbackRender={({ resetErrorBoundary }) => (
        <ProblemPanel
          title={texts.stopped}
          onRetry={resetErrorBoundary}
          onLeave={goToList}
          retryLabel={texts.openAgain}
        />
      )}
    >
      <Opening channel={channel} />
    </ErrorBoundary>
  );
};

const NothingOpen = () => {
  const { conversation, list } = useChatTexts();
  return (
    <div className="problem-panel nothing-open">
      <h2>{conversation.choose}</h2>
      <p>{conversation.orStart}</p>
      <Button look="quiet" onClick={() => openWindow('new')}>
        {list.start}
      </Button>
    </div>
  );
};

const Ended = ({ ending }: { ending: ChannelEnding }) => {
  const { endings } = useTexts();
  const { backToList, conversation } = useChatTexts();
  return (
    <ProblemPanel title={endings[ending]} retryLabel={backToList} onRetry={goToList}>
      <p>{conversation.ended}</p>
    </ProblemPanel>
  );
};

const Opening = ({ channel }: { channel: StreamChannel }) => {
  const opening = useEncryptedChannel(channel.cid);
  const texts = useChatTexts();
  if (opening.state === 'open') return <OpenedPart encrypted={opening.channel} />;
  if (opening.state === 'failed') return <NotOpened error={opening.error} onRetry={opening.retry} />;
  return (
    <p className="opening" role="status">
      {texts.opening}
    </p>
  );
};

const NotOpened = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => {
  const { onSignOut } = useChatServices();
  const { conversation, list, tryAgain } = useChatTexts();
  const problemWords = useProblemWords();
  const isForgotten = isForgottenDevice(error);
  return (
    <ProblemPanel
      title={conversation.notOpened}
      onRetry={isForgotten ? onSignOut : onRetry}
      retryLabel={isForgotten ? list.signOut : tryAgain}
      onLeave={goToList}
    >
      <p>{problemWords(error)}</p>
    </ProblemPanel>
  );
};
