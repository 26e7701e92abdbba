import type { ReadMessage } from '@sealed-stream/secure-chat';
import { useMemo } from 'react';
import type { LocalMessage } from 'stream-chat';
import { MessageProvider, MessageUI, useMessageContext } from 'stream-chat-react';
import { useChatServices } from '../chat-services.tsx';
import { useConversation } from '../conversation/conversation-context.tsx';
import { FailedNotice } from './failed-notice.tsx';
import type { OwnWord } from './own-words.ts';
import { UnreadableMessage } from './unreadable-message.tsx';
import { UploadingAgain } from './uploading-again.tsx';
import { useOwnWord } from './use-own-words.ts';
import { useReadMessage } from './use-read-message.ts';
import { type Content, messageToShow } from './verified-message.ts';

const DECRYPTING: Content = { text: 'Decrypting…' };
const NOTHING: Content = { text: '' };
/** What stands in for words must not be copied, quoted or edited as if it were them. */
const WITHOUT_ACTIONS = { actionsEnabled: false, getMessageActions: () => [] };

/**
 * Shows one message of the list: words that were verified, or one's own on their way, or a stub that says why there are none. The
 * vendor's parts below it see only what is handed on here.
 */
export const MessageRow = () => {
  const context = useMessageContext('MessageRow');
  const { files } = useConversation();
  const { message } = context;
  const { content, unreadable, own } = useContent(message);
  const quoted = useQuoted(message);
  const shown = useMemo(
    () => messageToShow(message, { ...content, quoted }, files.peek),
    [message, content, quoted, files],
  );
  const handed = { ...context, message: shown, ...(content === DECRYPTING && WITHOUT_ACTIONS) };
  if (unreadable) return <UnreadableMessage message={message} reason={unreadable} />;
  return (
    <MessageProvider value={handed}>
      <MessageUI message={shown} />
      {own?.uploaded !== undefined && message.status === 'sending' && (
        <UploadingAgain percent={own.uploaded} />
      )}
      {own?.failure && message.status === 'failed' && (
        <FailedNotice failure={own.failure} onRetry={() => context.handleRetry(shown)} />
      )}
    </MessageProvider>
  );
};

type Unreadable = Extract<ReadMessage, { kind: 'unreadable' }>['reason'];
type Found = { content: Content; unreadable?: Unreadable; own?: OwnWord | undefined };

const useContent = (message: LocalMessage): Found => {
  const { ownWords, self } = useChatServices();
  const { encrypted } = useConversation();
  const own = useOwnWord(message.id);
  const isUnsent = ownWords.isUnsent(message);
  const read = useReadMessage(encrypted, isUnsent ? null : message);
  return useMemo(() => {
    if (isUnsent && own) return { content: own, own };
    if (!read) return { content: own && message.user?.id === self.id ? own : DECRYPTING };
    if (read.kind === 'message') return { content: read };
    if (read.kind === 'unreadable') return { content: NOTHING, unreadable: read.reason };
    return { content: NOTHING };
  }, [isUnsent, own, read, message.user?.id, self.id]);
};

/** The message quoted by this one, as it may be shown. */
const useQuoted = (message: LocalMessage): LocalMessage | null => {
  const { encrypted } = useConversation();
  const { ownWords } = useChatServices();
  const quoted = message.quoted_message as LocalMessage | null | undefined;
  const read = useReadMessage(encrypted, quoted);
  const isOwnQuote = ownWords.isUnsent(message);
  return useMemo(() => {
    if (!quoted) return null;
    // On its way: the quoted message is the copy this screen made of a verified one.
    if (isOwnQuote && read?.kind !== 'message') return quoted;
    if (!read) return messageToShow(quoted, DECRYPTING);
    if (read.kind === 'message') return messageToShow(quoted, read);
    return messageToShow(quoted, { text: read.kind === 'deleted' ? 'Message deleted' : 'Message not shown' });
  }, [quoted, read, isOwnQuote]);
};
