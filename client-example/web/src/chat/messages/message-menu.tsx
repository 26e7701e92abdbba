import {
  defaultMessageActionSet,
  type MessageActionSetItem,
  MessageActions,
  useMessageContext,
} from 'stream-chat-react';
import { useConversation } from '../services/conversation-context.tsx';

/** What works on encrypted messages. The rest would copy words elsewhere, or ask a moderator who cannot read them. */
const KEPT = new Set([
  'react',
  'reply',
  'quote',
  'edit',
  'delete',
  'copyMessageText',
  'resendMessage',
  'markUnread',
]);

const actions: MessageActionSetItem[] = defaultMessageActionSet.filter(
  (item) => item.placement === 'quick-dropdown-toggle' || KEPT.has(item.type),
);

/** What can be done with a message that has not gone: Stream does not know it. The vendor offers nothing for one on its way. */
const OF_UNSENT = new Set(['edit', 'delete', 'copyMessageText']);

const unsentActions = actions.filter(
  (item) => item.placement === 'quick-dropdown-toggle' || OF_UNSENT.has(item.type),
);

export const MessageMenu = () => {
  const { message } = useMessageContext('MessageMenu');
  const { outbox } = useConversation().encrypted;
  const isUnsent = outbox.entries().some(({ id, kind }) => id === message.id && kind === 'message');
  return isUnsent ? (
    <MessageActions messageActionSet={unsentActions} disableBaseMessageActionSetFilter />
  ) : (
    <MessageActions messageActionSet={actions} />
  );
};
