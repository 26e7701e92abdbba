import { messageToShow, useMessageContent, useQuotedMessage } from '@sealed-stream/secure-chat/react';
import { useMemo } from 'react';
import { MessageProvider, MessageUI, useMessageContext } from 'stream-chat-react';
import { useConversation } from '../services/conversation-context.tsx';
import { FailedNotice } from './failed-notice.tsx';
import { UnreadableMessage } from './unreadable-message.tsx';
import { UploadingAgain } from './uploading-again.tsx';

/** What stands in for words must not be copied, quoted or edited as if it were them. */
const WITHOUT_ACTIONS = { actionsEnabled: false, getMessageActions: () => [] };

/**
 * Shows one message of the list: words that were verified, or one's own on their way, or a stub that says why there are none. The
 * vendor's parts below it see only what is handed on here.
 */
export const MessageRow = () => {
  const context = useMessageContext('MessageRow');
  const { encrypted, files } = useConversation();
  const { message } = context;
  const { content, isDecrypting, unreadable, own } = useMessageContent(encrypted, message);
  const quoted = useQuotedMessage(encrypted, message);
  const shown = useMemo(
    () => messageToShow(message, { ...content, quoted }, files.peek),
    [message, content, quoted, files],
  );
  const handed = { ...context, message: shown, ...(isDecrypting && WITHOUT_ACTIONS) };
  if (unreadable) return <UnreadableMessage message={message} reason={unreadable} />;
  return (
    <MessageProvider value={handed}>
      <MessageUI message={shown} />
      {own?.uploaded !== undefined && message.status === 'sending' && (
        <UploadingAgain percent={own.uploaded} />
      )}
      {!!own?.failure && message.status === 'failed' && (
        <FailedNotice failure={own.failure} onRetry={() => context.handleRetry(shown)} />
      )}
    </MessageProvider>
  );
};
