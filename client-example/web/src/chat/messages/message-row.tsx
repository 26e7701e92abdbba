import { useShownMessage } from '@sealed-stream/secure-chat/react';
import { MessageProvider, MessageUI, useMessageContext } from 'stream-chat-react';
import { goTo } from '../address/use-address.ts';
import { useConversation } from '../services/conversation-context.tsx';
import { LinesAt } from './epoch-lines.tsx';
import { FailedNotice } from './failed-notice.tsx';
import { UnreadableMessage } from './unreadable-message.tsx';
import { UnsentNotice } from './unsent-notice.tsx';
import { Uploading } from './uploading.tsx';
import { useReactionActions } from './use-reaction-actions.ts';

/** What Stream does not have nobody has read; the vendor goes by the time it was written. */
const UNREAD = { readBy: [], deliveredTo: [] };

/** What stands in for words must not be copied, quoted or edited as if it were them. */
const WITHOUT_ACTIONS = { actionsEnabled: false, getMessageActions: () => [] };

/** One message of the list, and the lines of the encryption that stand at it. */
export const MessageRow = () => {
  const { message } = useMessageContext('MessageRow');
  return (
    <>
      <LinesAt id={message.id} side="before" />
      <ShownMessage />
      <LinesAt id={message.id} side="after" />
    </>
  );
};

/**
 * Shows one message: words that were verified, or one's own on their way, or a stub that says why there are none. The
 * vendor's parts below it see only what is handed on here.
 */
const ShownMessage = () => {
  const context = useMessageContext('MessageRow');
  const { encrypted, files } = useConversation();
  const { message } = context;
  const { shown, reactions, isDecrypting, unreadable, own } = useShownMessage(encrypted, message, files.peek);
  const reactionActions = useReactionActions(
    reactions.filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji),
  );
  const isUnsent = own?.waiting?.kind === 'message';
  const handed = {
    ...context,
    ...reactionActions,
    handleOpenThread: () => goTo({ cid: encrypted.cid, thread: message.id }),
    message: shown,
    ...(isUnsent && UNREAD),
    ...(isDecrypting && WITHOUT_ACTIONS),
  };
  if (unreadable) return <UnreadableMessage message={message} reason={unreadable} />;
  return (
    <MessageProvider value={handed}>
      <MessageUI message={shown} />
      {own?.uploaded !== undefined && message.status === 'sending' && <Uploading own={own} />}
      {own?.waiting && <UnsentNotice entry={own.waiting} />}
      {!!own?.failure && message.status === 'failed' && (
        <FailedNotice failure={own.failure} onRetry={() => context.handleRetry(shown)} />
      )}
    </MessageProvider>
  );
};
