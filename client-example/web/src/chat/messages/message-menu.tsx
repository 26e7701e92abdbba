import {
  ContextMenuButton,
  defaultMessageActionSet,
  type MessageActionSetItem,
  MessageActions,
  useComponentContextIcons,
  useContextMenuContext,
  useMessageContext,
} from 'stream-chat-react';
import { useChatTexts } from '../../texts/use-chat-texts.ts';
import { useConversation } from '../services/conversation-context.tsx';
import { useReporting } from './reporting.tsx';

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

/** The vendor's entry would ask a moderator who cannot read; ours shows them what was written. */
const Report = () => {
  const { closeMenu } = useContextMenuContext();
  const { message } = useMessageContext('Report');
  const { IconFlag } = useComponentContextIcons();
  const { report } = useChatTexts().messages;
  const reporting = useReporting();
  const begin = () => {
    closeMenu();
    reporting({ id: message.id, parentId: message.parent_id ?? undefined });
  };
  return (
    <ContextMenuButton
      className="str-chat__message-actions-list-item-button"
      aria-haspopup="dialog"
      Icon={IconFlag}
      onClick={begin}
    >
      {report}
    </ContextMenuButton>
  );
};

const othersActions: MessageActionSetItem[] = [
  ...actions,
  { type: 'report', placement: 'dropdown', Component: Report },
];

/** What can be done with a message that has not gone: Stream does not know it. The vendor offers nothing for one on its way. */
const OF_UNSENT = new Set(['edit', 'delete', 'copyMessageText']);

const unsentActions = actions.filter(
  (item) => item.placement === 'quick-dropdown-toggle' || OF_UNSENT.has(item.type),
);

export const MessageMenu = () => {
  const { message, isMyMessage } = useMessageContext('MessageMenu');
  const { outbox } = useConversation().encrypted;
  const isUnsent = outbox.entries().some(({ id, kind }) => id === message.id && kind === 'message');
  return isUnsent ? (
    <MessageActions messageActionSet={unsentActions} disableBaseMessageActionSetFilter />
  ) : (
    <MessageActions messageActionSet={isMyMessage() ? actions : othersActions} />
  );
};
