import { defaultMessageActionSet, type MessageActionSetItem, MessageActions } from 'stream-chat-react';

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

export const MessageMenu = () => <MessageActions messageActionSet={actions} />;
