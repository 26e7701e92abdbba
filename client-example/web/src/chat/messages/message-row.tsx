import {
  messageToShow,
  useMessageContent,
  useQuotedMessage,
  useReactions,
  useSecureChat,
  useTexts,
  useTwins,
} from '@sealed-stream/secure-chat/react';
import { useMemo } from 'react';
import type { LocalMessage } from 'stream-chat';
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
  const { content, isDecrypting, unreadable, own } = useMessageContent(encrypted, message);
  const quoted = useQuotedMessage(encrypted, message);
  const reactions = useReactions(encrypted, message);
  const reactionActions = useReactionActions(
    reactions.filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji),
  );
  const ownId = useSecureChat().stream.userID;
  const calledOf = useToldApart();
  const [author, quotedAuthor] = [calledOf(message.user), calledOf(quoted?.user)];
  const shown = useMemo(() => {
    const inside = quoted && named(quoted, quotedAuthor);
    const around = { quotedMessage: inside, reactions: { all: reactions, ownId } };
    return named(messageToShow(message, { ...content, ...around }, files.peek), author);
  }, [message, content, quoted, files, author, quotedAuthor, reactions, ownId]);
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

/** With the name above it that tells its author from others of the same name. */
const named = (message: LocalMessage, name: string | undefined): LocalMessage =>
  message.user && name ? { ...message, user: { ...message.user, name } } : message;

const useToldApart = () => {
  const twinOf = useTwins();
  const { toldApart } = useTexts().people;
  return (user: LocalMessage['user']): string | undefined => {
    const twin = user?.name ? twinOf(user.id, user.name) : null;
    return twin && user?.name ? toldApart(user.name, twin.idEndsIn) : user?.name;
  };
};
